static void tune(int fd)
{
    int on = 1, idle = 20, intvl = 5, cnt = 3;
    unsigned ut = 35000;

    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &intvl, sizeof intvl);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &cnt, sizeof cnt);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ut, sizeof ut);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int plc_watch(const struct sockaddr_in *sin, int (*cb)(const uint8_t *, int))
{
    uint8_t frame[260];
    int n, rc = -1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    tune(fd);
    if (connect(fd, (const struct sockaddr *)sin, sizeof *sin) == 0) {
        while ((n = read_frame(fd, frame, sizeof frame)) > 0) {
            rc = cb(frame, n);
            if (rc != 0)
                break;
        }
    }
    close(fd);
    return rc;
}
