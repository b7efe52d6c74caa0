/*
 * Connections are never closed from inside their own event: they go to the
 * dead list and are swept at the end of the loop turn.
 */
static TAILQ_HEAD(, conn) live = TAILQ_HEAD_INITIALIZER(live);
static TAILQ_HEAD(, conn) dead = TAILQ_HEAD_INITIALIZER(dead);

static void conn_kill(struct conn *c)
{
    if (c->dying)
        return;
    c->dying = 1;
    TAILQ_REMOVE(&live, c, link);
    TAILQ_INSERT_TAIL(&dead, c, link);
}

static void conn_read(struct conn *c)
{
    ssize_t n;

    for (;;) {
        n = read(c->fd, c->rbuf + c->rlen, sizeof(c->rbuf) - c->rlen);
        if (n > 0) {
            c->rlen += n;
            c->seen = now;
            if (proto_consume(c) < 0) {
                conn_kill(c);
                return;
            }
            continue;
        }
        if (n == 0) {
            conn_kill(c);
            return;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            conn_kill(c);
        return;
    }
}

static void sweep(void)
{
    struct conn *c, *tmp;

    TAILQ_FOREACH_SAFE(c, &live, link, tmp)
        if (now - c->seen > IDLE_MAX)
            conn_kill(c);
    while ((c = TAILQ_FIRST(&dead)) != NULL) {
        TAILQ_REMOVE(&dead, c, link);
        close(c->fd);
        buf_free(c->wbuf);
        free(c);
    }
}

void loop_turn(int ep)
{
    struct epoll_event ev[64];
    int i, n = epoll_wait(ep, ev, 64, 1000);

    now = monotonic();
    for (i = 0; i < n; i++)
        conn_read(ev[i].data.ptr);
    sweep();
}
