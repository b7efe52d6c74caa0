/* Stadium scoreboard hub: consoles push lines, we store the latest. */
struct console {
    int      fd;
    size_t   used;
    char     line[256];
    char     venue[24];
};

static int console_add(int ep, int fd)
{
    struct console *c = calloc(1, sizeof(*c));
    struct epoll_event ev;

    if (!c) {
        close(fd);
        return -1;
    }
    c->fd = fd;
    ev.events = EPOLLIN;
    ev.data.ptr = c;
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
        close(fd);
        free(c);
        return -1;
    }
    return 0;
}

static void console_readable(int ep, struct console *c)
{
    ssize_t n = recv(c->fd, c->line + c->used, sizeof(c->line) - 1 - c->used, 0);

    if (n < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return;
        logmsg("console %s: %s", c->venue, strerror(errno));
        epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
        close(c->fd);
        free(c);
        return;
    }
    if (n == 0) {
        logmsg("console %s signed off", c->venue);
        epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
        free(c);
        return;
    }
    c->used += (size_t)n;
    c->line[c->used] = '\0';
    c->used = score_consume(c->venue, c->line, c->used);
    if (c->used >= sizeof(c->line) - 1)
        c->used = 0;        /* over-long line, start again */
}

void hub_loop(int ep, int lfd)
{
    struct epoll_event evs[64];
    for (;;) {
        int n = epoll_wait(ep, evs, 64, -1);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.ptr == NULL) {
                int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (fd >= 0)
                    console_add(ep, fd);
                else if (errno == EMFILE || errno == ENFILE)
                    usleep(100000);
            } else {
                console_readable(ep, evs[i].data.ptr);
            }
        }
    }
}
