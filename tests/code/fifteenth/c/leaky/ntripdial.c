/* ntripdial.c -- dial an NTRIP caster with a deadline; used by rover + base */
static int set_nb(int fd, int on)
{
    int fl = fcntl(fd, F_GETFL, 0);
    if (fl < 0)
        return -1;
    return fcntl(fd, F_SETFL, on ? (fl | O_NONBLOCK) : (fl & ~O_NONBLOCK));
}

int ntrip_dial(const struct sockaddr *sa, socklen_t salen, int timeout_ms)
{
    int fd, rc, soerr = 0;
    socklen_t slen = sizeof(soerr);
    struct pollfd pfd;

    fd = socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (set_nb(fd, 1) < 0)
        goto fail;

    rc = connect(fd, sa, salen);
    if (rc < 0 && errno != EINPROGRESS)
        goto fail;
    if (rc < 0) {
        pfd.fd = fd;
        pfd.events = POLLOUT;
        do {
            rc = poll(&pfd, 1, timeout_ms);
        } while (rc < 0 && errno == EINTR);
        if (rc == 0) {
            errno = ETIMEDOUT;
            goto fail;
        }
        if (rc < 0)
            goto fail;
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &soerr, &slen) < 0)
            goto fail;
        if (soerr) {
            log_warn("ntrip: caster refused: %s", strerror(soerr));
            return -soerr;
        }
    }
    if (set_nb(fd, 0) < 0)
        goto fail;
    return fd;

fail:
    rc = errno;
    close(fd);
    return -rc;
}
