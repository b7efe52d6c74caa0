struct kv {
    int fd;
    uint32_t seq;
};

int kv_open(struct kv *kv, const char *host, const char *port)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai, *p;
    struct timeval tv = { 5, 0 };
    kv->fd = -1;
    if (getaddrinfo(host, port, &hints, &ai))
        return -1;
    for (p = ai; p; p = p->ai_next) {
        kv->fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (kv->fd < 0) continue;
        setsockopt(kv->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(kv->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (connect(kv->fd, p->ai_addr, p->ai_addrlen) == 0) break;
        close(kv->fd);
        kv->fd = -1;
    }
    freeaddrinfo(ai);
    return kv->fd < 0 ? -1 : 0;
}

/* GET: 8 byte header, key, then an 8 byte reply header */
int kv_get(struct kv *kv, const char *key, void *out, uint32_t *outlen)
{
    uint32_t h[2], r[2];
    h[0] = htonl(++kv->seq);
    h[1] = htonl(strlen(key));
    if (write_all(kv->fd, h, sizeof h) < 0)
        return -1;
    if (write_all(kv->fd, key, strlen(key)) < 0)
        return -1;
    if (read_all(kv->fd, r, sizeof r) < 0)
        return -1;
    *outlen = ntohl(r[1]);
    return read_all(kv->fd, out, *outlen);
}

void kv_close(struct kv *kv)
{
    if (kv->fd >= 0) close(kv->fd);
    kv->fd = -1;
}
