/* connect with deadline, tried over all addresses; from our music box firmware */
static int wait_connect(int fd, int ms)
{
    struct pollfd p = { fd, POLLOUT, 0 };
    int err = 0;
    socklen_t l = sizeof err;
    int r;

    do
        r = poll(&p, 1, ms);
    while (r < 0 && errno == EINTR);
    if (r == 0)
        return ETIMEDOUT;
    if (r < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &l) < 0)
        return errno;
    return err;
}

int box_dial(const char *host, const char *port, int ms)
{
    struct addrinfo h, *res, *ai;
    int fd = -1;

    memset(&h, 0, sizeof h);
    h.ai_family = AF_UNSPEC;
    h.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &h, &res) != 0)
        return -1;

    for (ai = res; ai != NULL; ai = ai->ai_next) {
        fd = socket(ai->ai_family, ai->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, ai->ai_protocol);
        if (fd < 0)
            continue;
        int rc = connect(fd, ai->ai_addr, ai->ai_addrlen);
        if (rc < 0 && errno == EINPROGRESS)
            rc = wait_connect(fd, ms);
        else if (rc < 0)
            rc = errno;
        if (rc == 0) {
            int one = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            break;
        }
        fprintf(stderr, "box: %s:%s: %s\n", host, port, strerror(rc));
        close(fd);
        fd = -1;
    }
    freeaddrinfo(res);
    return fd;
}
