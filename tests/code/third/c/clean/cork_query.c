struct tsdb { int fd; };

static int put(int fd, const void *p, size_t n, int flags)
{
    const char *c = p;
    while (n > 0) {
        ssize_t k = send(fd, c, n, flags | MSG_NOSIGNAL);
        if (k < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        c += k;
        n -= (size_t)k;
    }
    return 0;
}

static void tsdb_fail(struct tsdb *t)
{
    close(t->fd);
    t->fd = -1;
}

/* the fd is made in tsdb_connect(): SO_KEEPALIVE and 5 s SO_RCVTIMEO/SO_SNDTIMEO */
int tsdb_query(struct tsdb *t, const char *metric, double *out, int max)
{
    uint32_t len = htonl((uint32_t)strlen(metric)), cnt;

    if (put(t->fd, &len, sizeof len, MSG_MORE) < 0 ||
        put(t->fd, metric, strlen(metric), 0) < 0) {
        tsdb_fail(t);
        return -1;
    }
    if (recv(t->fd, &cnt, sizeof cnt, MSG_WAITALL) != sizeof cnt) {
        tsdb_fail(t);
        return -1;
    }
    cnt = ntohl(cnt);
    if (cnt > (uint32_t)max) {
        tsdb_fail(t);
        errno = EMSGSIZE;
        return -1;
    }
    size_t want = cnt * sizeof *out;
    if (want && recv(t->fd, out, want, MSG_WAITALL) != (ssize_t)want) {
        tsdb_fail(t);
        return -1;
    }
    return (int)cnt;
}
