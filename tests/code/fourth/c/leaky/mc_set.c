int mc_set(struct mc *m, const char *key, const void *val, size_t vlen, int ttl)
{
    char head[300], reply[64];
    int hl, n;

    if (m->fd < 0 && mc_connect(m) < 0)
        return MC_ERR;

    hl = snprintf(head, sizeof head, "set %s 0 %d %zu\r\n", key, ttl, vlen);
    if (mc_write(m->fd, head, hl) < 0)
        goto fail;
    if (mc_write(m->fd, val, vlen) < 0)
        goto fail;
    if (mc_write(m->fd, "\r\n", 2) < 0)
        goto fail;

    n = read(m->fd, reply, sizeof reply - 1);
    if (n <= 0)
        goto fail;
    reply[n] = 0;
    return strncmp(reply, "STORED", 6) == 0 ? MC_OK : MC_NOTSTORED;

fail:
    close(m->fd);
    m->fd = -1;
    return MC_ERR;
}

static int mc_connect(struct mc *m)
{
    struct timeval tv = { 1, 0 };
    int s = socket(m->addr.ss_family, SOCK_STREAM, 0);

    if (s < 0)
        return -1;
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(s, (struct sockaddr *)&m->addr, m->addrlen) < 0) {
        close(s);
        return -1;
    }
    m->fd = s;
    return 0;
}
