/* Greenhouse hub: climate computers connect and stream "<zone> <temp> <rh>" lines. */
struct climate {
    int      fd;
    time_t   heard;
    size_t   used;
    char     buf[512];
    struct climate *prev, *next;
};

static struct climate head = { .fd = -1, .prev = &head, .next = &head };

static void climate_free(int ep, struct climate *c, const char *why)
{
    logmsg("climate fd %d: %s", c->fd, why);
    c->prev->next = c->next;
    c->next->prev = c->prev;
    epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
    close(c->fd);
    free(c);
}

static void climate_accept(int ep, int lfd)
{
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            usleep(100000);
        return;
    }
    struct climate *c = calloc(1, sizeof *c);
    if (!c) {
        close(fd);
        return;
    }
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
        close(fd);
        free(c);
        return;
    }
    c->fd = fd;
    c->heard = time(NULL);
    c->next = head.next;
    c->prev = &head;
    head.next->prev = c;
    head.next = c;
}

static void climate_input(int ep, struct climate *c)
{
    ssize_t n = recv(c->fd, c->buf + c->used, sizeof c->buf - c->used, 0);
    if (n == 0) {
        climate_free(ep, c, "end of stream");
        return;
    }
    if (n < 0) {
        if (errno != EAGAIN && errno != EINTR)
            climate_free(ep, c, strerror(errno));
        return;
    }
    c->heard = time(NULL);
    c->used += (size_t)n;
    char *nl;
    while ((nl = memchr(c->buf, '\n', c->used))) {
        size_t len = (size_t)(nl - c->buf) + 1;
        *nl = 0;
        zone_record(c->buf);
        c->used -= len;
        memmove(c->buf, c->buf + len, c->used);
    }
    if (c->used == sizeof c->buf)
        climate_free(ep, c, "line too long");
}

void hub_run(int ep, int lfd)
{
    struct epoll_event evs[64];
    for (;;) {
        int n = epoll_wait(ep, evs, 64, 5000);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.ptr)
                climate_input(ep, evs[i].data.ptr);
            else
                climate_accept(ep, lfd);
        }
        /* they report once a minute, five silent minutes means the fuse is out */
        time_t now = time(NULL);
        for (struct climate *c = head.next, *nx; c != &head; c = nx) {
            nx = c->next;
            if (now - c->heard > 300)
                climate_free(ep, c, "silent");
        }
    }
}
