static inline void fd_cleanup(int *p)
{
    if (*p >= 0)
        close(*p);
}
#define _cleanup_close_ __attribute__((cleanup(fd_cleanup)))
#define TAKE_FD(fd) ({ int *_p = &(fd), _v = *_p; *_p = -1; _v; })

int open_control(const struct sockaddr_un *remote, const struct sockaddr_in *peer, int *ret)
{
    _cleanup_close_ int fd = -1;
    static const struct timeval tv = { .tv_sec = 5 };
    char greeting[8];
    int one = 1;

    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one) < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)peer, sizeof *peer) < 0)
        return -errno;

    ssize_t n = recv(fd, greeting, sizeof greeting, MSG_WAITALL);
    if (n < 0)
        return -errno;
    if (n == 0)
        return -ECONNRESET;
    if (n != sizeof greeting || memcmp(greeting, "HELLO/1\n", 8) != 0)
        return -EPROTO;

    *ret = TAKE_FD(fd);
    return 0;
}
