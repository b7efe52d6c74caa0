typedef struct conn_s conn_t;
struct conn_s {
    int     fd;
    int     eof;
    size_t  wpos, wlen;
    char    wbuf[32768];
};

static void conn_destroy(conn_t *c)
{
    close(c->fd);
    free(c);
}

static int conn_flush(conn_t *c)
{
    while (c->wpos < c->wlen) {
        ssize_t n = send(c->fd, c->wbuf + c->wpos, c->wlen - c->wpos, MSG_NOSIGNAL);
        if (n >= 0) { c->wpos += n; continue; }
        if (errno == EINTR) continue;
        if (errno == EAGAIN) return 0;
        return -1;
    }
    c->wpos = c->wlen = 0;
    return 0;
}

static int conn_pull(conn_t *c)
{
    for (;;) {
        size_t room = sizeof c->wbuf - c->wlen;
        if (room == 0) {
            if (conn_flush(c) < 0) return -1;
            if (c->wlen == sizeof c->wbuf) return 0;    /* EPOLLOUT resumes us */
            continue;
        }
        ssize_t n = recv(c->fd, c->wbuf + c->wlen, room, 0);
        if (n > 0) { c->wlen += n; continue; }
        if (n == 0) { c->eof = 1; return conn_flush(c); }
        if (errno == EINTR) continue;
        return errno == EAGAIN ? conn_flush(c) : -1;
    }
}

void conn_event(conn_t *c, uint32_t ev)
{
    int rc = 0;
    if (ev & EPOLLERR) rc = -1;
    if (rc == 0 && (ev & EPOLLOUT)) rc = conn_flush(c);
    if (rc == 0 && !c->eof) rc = conn_pull(c);
    if (rc < 0 || (c->eof && c->wlen == 0))
        conn_destroy(c);
}

void on_listen(int ep, int lfd)
{
    int fd;
    while ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        conn_t *c = calloc(1, sizeof *c);
        struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c };
        if (!c) { close(fd); continue; }
        c->fd = fd;
        if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e)) conn_destroy(c);
    }
    if (errno == EMFILE)
        pause_listener(ep, lfd, 100);
}
