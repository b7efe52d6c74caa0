/* outq.c - per-subscriber output buffer of the race timing server. fds are non-blocking,
 * level-triggered epoll; EPOLLOUT only while something is waiting. */
struct sub {
    int     fd;
    char   *q;
    size_t  qlen, qcap;
    int     dead;
};

#define Q_LIMIT (256 * 1024)

static int want_out(int ep, struct sub *s, int on)
{
    struct epoll_event ev = { .events = EPOLLIN | (on ? EPOLLOUT : 0), .data.ptr = s };
    return epoll_ctl(ep, EPOLL_CTL_MOD, s->fd, &ev);
}

static void sub_free(struct sub *s)
{
    close(s->fd);
    free(s->q);
    free(s);
}

int sub_flush(int ep, struct sub *s)
{
    size_t off = 0;
    while (off < s->qlen) {
        ssize_t w = send(s->fd, s->q + off, s->qlen - off, MSG_NOSIGNAL);
        if (w > 0) {
            off += (size_t)w;
        } else if (w < 0 && errno == EINTR) {
            continue;
        } else if (w < 0 && errno == EAGAIN) {
            break;
        } else {
            return -1;
        }
    }
    memmove(s->q, s->q + off, s->qlen - off);
    s->qlen -= off;
    return want_out(ep, s, s->qlen > 0);
}

/* -1: give the subscriber up, the caller sets s->dead and calls sub_event */
int sub_send(int ep, struct sub *s, const void *p, size_t n)
{
    if (s->qlen + n > Q_LIMIT)
        return -1;                       /* hopelessly behind */
    if (s->qlen + n > s->qcap) {
        size_t cap = (s->qlen + n) * 2;
        char *nq = realloc(s->q, cap);
        if (!nq)
            return -1;
        s->q = nq;
        s->qcap = cap;
    }
    memcpy(s->q + s->qlen, p, n);
    s->qlen += n;
    return sub_flush(ep, s);
}

void sub_event(int ep, struct sub *s, uint32_t ev)
{
    char in[512];
    ssize_t r;

    if ((ev & EPOLLOUT) && sub_flush(ep, s) < 0)
        s->dead = 1;
    if (ev & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        r = recv(s->fd, in, sizeof in, 0);
        if (r == 0 || (r < 0 && errno != EAGAIN && errno != EINTR))
            s->dead = 1;
    }
    if (s->dead) {
        epoll_ctl(ep, EPOLL_CTL_DEL, s->fd, NULL);
        subs_remove(s);
        sub_free(s);
    }
}
