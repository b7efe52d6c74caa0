/* statusd - one-shot status line per connection, libevent */
#include <event2/event.h>
#include <event2/listener.h>
#include <event2/bufferevent.h>
#include <event2/buffer.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

struct visit {
    struct bufferevent *bev;
    unsigned answered : 1;
};

static int live_visits;

static void visit_done(struct visit *v)
{
    bufferevent_setcb(v->bev, NULL, NULL, NULL, NULL);
    bufferevent_free(v->bev);          /* CLOSE_ON_FREE */
    free(v);
    live_visits--;
}

static void drained_cb(struct bufferevent *bev, void *arg)
{
    struct visit *v = arg;
    (void)bev;
    if (v->answered)
        visit_done(v);
}

static void query_cb(struct bufferevent *bev, void *arg)
{
    struct visit *v = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *q;

    if (v->answered) {
        evbuffer_drain(in, evbuffer_get_length(in));
        return;
    }
    q = evbuffer_readln(in, NULL, EVBUFFER_EOL_ANY);
    if (q == NULL) {
        if (evbuffer_get_length(in) > 4096)
            visit_done(v);
        return;
    }
    evbuffer_add_printf(bufferevent_get_output(bev),
                        "%s live=%d\n", strcmp(q, "ping") ? "what?" : "pong", live_visits);
    free(q);
    v->answered = 1;
}

static void gone_cb(struct bufferevent *bev, short ev, void *arg)
{
    (void)bev;
    if (ev & BEV_EVENT_CONNECTED)
        return;
    if (ev & BEV_EVENT_ERROR)
        fprintf(stderr, "statusd: %s\n", evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
    visit_done(arg);
}

static void new_visit(struct evconnlistener *l, evutil_socket_t s,
                      struct sockaddr *a, int alen, void *ctx)
{
    static const struct timeval ten = { 10, 0 };
    struct visit *v = calloc(1, sizeof *v);

    (void)a; (void)alen; (void)ctx;
    if (v == NULL)
        goto refuse;
    v->bev = bufferevent_socket_new(evconnlistener_get_base(l), s, BEV_OPT_CLOSE_ON_FREE);
    if (v->bev == NULL)
        goto refuse;
    live_visits++;
    bufferevent_setcb(v->bev, query_cb, drained_cb, gone_cb, v);
    bufferevent_set_timeouts(v->bev, &ten, &ten);
    bufferevent_enable(v->bev, EV_READ | EV_WRITE);
    return;
refuse:
    free(v);
    evutil_closesocket(s);
}
