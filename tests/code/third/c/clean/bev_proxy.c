struct pair { struct bufferevent *in, *out; };

static void pair_free(struct pair *p)
{
    if (p->in)  bufferevent_free(p->in);
    if (p->out) bufferevent_free(p->out);
    free(p);
}

static void pump(struct bufferevent *bev, void *arg)
{
    struct pair *p = arg;
    struct bufferevent *other = bev == p->in ? p->out : p->in;
    bufferevent_write_buffer(other, bufferevent_get_input(bev));
}

static void drained(struct bufferevent *bev, void *arg)
{
    if (evbuffer_get_length(bufferevent_get_output(bev)) == 0)
        pair_free(arg);
}

static void event_cb(struct bufferevent *bev, short what, void *arg)
{
    struct pair *p = arg;
    struct bufferevent *other = bev == p->in ? p->out : p->in;

    if (what & BEV_EVENT_CONNECTED)
        return;
    if ((what & BEV_EVENT_EOF) && evbuffer_get_length(bufferevent_get_output(other)) > 0) {
        /* let what is queued go out first */
        bufferevent_disable(other, EV_READ);
        bufferevent_setcb(other, NULL, drained, event_cb, p);
        bufferevent_disable(bev, EV_READ | EV_WRITE);
        return;
    }
    pair_free(p);
}

static void accepted(struct evconnlistener *l, evutil_socket_t fd,
                     struct sockaddr *sa, int slen, void *arg)
{
    struct event_base *b = evconnlistener_get_base(l);
    struct timeval tv = { 120, 0 };
    struct pair *p = calloc(1, sizeof *p);

    p->in  = bufferevent_socket_new(b, fd, BEV_OPT_CLOSE_ON_FREE);
    p->out = bufferevent_socket_new(b, -1, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(p->in,  pump, NULL, event_cb, p);
    bufferevent_setcb(p->out, pump, NULL, event_cb, p);
    bufferevent_set_timeouts(p->in, &tv, &tv);
    bufferevent_set_timeouts(p->out, &tv, &tv);
    if (bufferevent_socket_connect(p->out, backend_addr, backend_len) < 0) {
        pair_free(p);
        return;
    }
    bufferevent_enable(p->in, EV_READ | EV_WRITE);
    bufferevent_enable(p->out, EV_READ | EV_WRITE);
}
