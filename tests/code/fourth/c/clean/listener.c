int open_listener(const char *addr, uint16_t port)
{
    struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    int fd, on = 1, off = 0;

    if (addr && inet_pton(AF_INET6, addr, &sa.sin6_addr) != 1)
        return -EINVAL;

    fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, (struct sockaddr *)&sa, sizeof sa) < 0 || listen(fd, SOMAXCONN) < 0) {
        int e = errno;
        close(fd);
        return -e;
    }
    return fd;
}

/* reserve descriptor: given up for a moment when the table is full */
static int spare = -1;

int take_one(int lfd)
{
    int c;

    if (spare < 0)
        spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    c = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (c < 0 && (errno == EMFILE || errno == ENFILE) && spare >= 0) {
        close(spare);
        spare = -1;
        c = accept(lfd, NULL, NULL);
        if (c >= 0)
            close(c);
        return -EMFILE;
    }
    return c < 0 ? -errno : c;
}
