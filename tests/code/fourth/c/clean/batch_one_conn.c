int flush_points(const struct point *p, size_t n)
{
    char buf[65536];
    size_t len = 0, i;
    int fd = relay_connect(3000);

    if (fd < 0)
        return -1;
    for (i = 0; i < n; i++) {
        if (sizeof buf - len < 256) {
            if (send_all(fd, buf, len, 3000) < 0)
                goto fail;
            len = 0;
        }
        len += (size_t)snprintf(buf + len, sizeof buf - len, "%s %g %ld\n", p[i].path, p[i].v, p[i].t);
    }
    if (len && send_all(fd, buf, len, 3000) < 0)
        goto fail;
    shutdown(fd, SHUT_WR);
    close(fd);
    return 0;
fail:
    log_warn("relay: %s after %zu of %zu points", strerror(errno), i, n);
    close(fd);
    return -1;
}
