/* Half of our SOCKS exit: glue two bufferevents together. */
struct pair {
    struct bufferevent *a, *b;
};

static void pair_drop(struct pair *p)
{
    if (p->a) bufferevent_free(p->a);   /* both made with BEV_OPT_CLOSE_ON_FREE */
    if (p->b) bufferevent_free(p->b);
    free(p);
}

static void on_data(struct bufferevent *src, void *ctx)
{
    struct pair *p = ctx;
    struct bufferevent *dst = src == p->a ? p->b : p->a;

    if (dst == NULL) {
        evbuffer_drain(bufferevent_get_input(src), (size_t)-1);
        return;
    }
    bufferevent_write_buffer(dst, bufferevent_get_input(src));
    if (evbuffer_get_length(bufferevent_get_output(dst)) > HIGH_WATER)
        bufferevent_disable(src, EV_READ);
}

static void on_room(struct bufferevent *dst, void *ctx)
{
    struct pair *p = ctx;
    struct bufferevent *src = dst == p->a ? p->b : p->a;

    if (src == NULL) {          /* the other side is gone and all is sent */
        pair_drop(p);
        return;
    }
    bufferevent_enable(src, EV_READ);
}

static void on_end(struct bufferevent *bev, short what, void *ctx)
{
    struct pair *p = ctx;
    struct bufferevent **mine = bev == p->a ? &p->a : &p->b;
    struct bufferevent *other = bev == p->a ? p->b : p->a;

    if (what & BEV_EVENT_CONNECTED)
        return;
    if (!(what & BEV_EVENT_EOF) || other == NULL) {
        pair_drop(p);
        return;
    }
    bufferevent_write_buffer(other, bufferevent_get_input(bev));
    bufferevent_free(bev);
    *mine = NULL;
    if (evbuffer_get_length(bufferevent_get_output(other)) == 0)
        pair_drop(p);           /* otherwise on_room or the write timeout ends it */
}

int pair_new(struct event_base *base, evutil_socket_t cfd, const struct sockaddr *to, int tolen)
{
    struct timeval idle = { 600, 0 };
    struct pair *p = calloc(1, sizeof *p);

    if (!p) {
        evutil_closesocket(cfd);
        return -1;
    }
    p->a = bufferevent_socket_new(base, cfd, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
    if (!p->a) {
        evutil_closesocket(cfd);
        free(p);
        return -1;
    }
    p->b = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
    if (!p->b || bufferevent_socket_connect(p->b, to, tolen) < 0) {
        pair_drop(p);
        return -1;
    }
    bufferevent_setcb(p->a, on_data, on_room, on_end, p);
    bufferevent_setcb(p->b, on_data, on_room, on_end, p);
    bufferevent_set_timeouts(p->a, &idle, &idle);
    bufferevent_set_timeouts(p->b, &idle, &idle);
    bufferevent_enable(p->a, EV_READ | EV_WRITE);
    bufferevent_enable(p->b, EV_READ | EV_WRITE);
    return 0;
}
