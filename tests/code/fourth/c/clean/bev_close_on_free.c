static void peer_event(struct bufferevent *bev, short what, void *arg)
{
    struct peer *p = arg;

    if (what & BEV_EVENT_CONNECTED) {
        evutil_socket_t s = bufferevent_getfd(bev);
        int on = 1;
        setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (void *)&on, sizeof on);
        setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, (void *)&on, sizeof on);
        peer_hello(p);
        return;
    }
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        log_info("%s: down (0x%x)", p->name, (unsigned)what);
        bufferevent_free(bev);
        p->bev = NULL;
        peer_schedule_reconnect(p);
    }
}

int peer_start(struct peer *p, struct event_base *base)
{
    struct timeval tv = { 90, 0 };

    p->bev = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    if (!p->bev)
        return -1;
    bufferevent_setcb(p->bev, peer_read, NULL, peer_event, p);
    bufferevent_set_timeouts(p->bev, &tv, &tv);
    bufferevent_enable(p->bev, EV_READ | EV_WRITE);
    if (bufferevent_socket_connect_hostname(p->bev, p->dns, AF_UNSPEC, p->name, p->port) < 0) {
        bufferevent_free(p->bev);
        p->bev = NULL;
        return -1;
    }
    return 0;
}
