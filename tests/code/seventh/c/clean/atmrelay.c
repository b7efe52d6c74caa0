/* libevent relay between ATMs and the host, ISO 8583 with two byte length, opaque to us */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIGH (256 * 1024)

struct relay {
    struct bufferevent *side[2];
};

static struct sockaddr_storage host;
static int host_len;

static void relay_free(struct relay *r)
{
    for (int i = 0; i < 2; i++)
        if (r->side[i])
            bufferevent_free(r->side[i]);   /* BEV_OPT_CLOSE_ON_FREE */
    free(r);
}

static struct bufferevent *other(struct relay *r, struct bufferevent *b)
{
    return r->side[r->side[0] == b];
}

static void on_read(struct bufferevent *b, void *arg)
{
    struct bufferevent *o = other(arg, b);
    struct evbuffer *out = bufferevent_get_output(o);

    bufferevent_read_buffer(b, out);
    if (evbuffer_get_length(out) > HIGH)
        bufferevent_disable(b, EV_READ);
}

/* low water: the opposite direction may go on */
static void on_write(struct bufferevent *b, void *arg)
{
    bufferevent_enable(other(arg, b), EV_READ);
}

static void on_last(struct bufferevent *b, void *arg)
{
    (void)b;
    relay_free(arg);
}

static void on_event(struct bufferevent *b, short what, void *arg)
{
    struct relay *r = arg;
    struct bufferevent *o = other(r, b);

    if (what & BEV_EVENT_CONNECTED) {
        int on = 1;
        setsockopt(bufferevent_getfd(b), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return;
    }
    if ((what & BEV_EVENT_EOF) && evbuffer_get_length(bufferevent_get_output(o)) > 0) {
        /* let the rest out, then end */
        bufferevent_disable(b, EV_READ | EV_WRITE);
        bufferevent_disable(o, EV_READ);
        bufferevent_setwatermark(o, EV_WRITE, 0, 0);
        bufferevent_setcb(o, NULL, on_last, on_event, r);
        return;
    }
    relay_free(r);
}

void on_atm(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len, void *base)
{
    struct timeval idle = { 600, 0 };
    struct relay *r = calloc(1, sizeof *r);
    int on = 1;

    (void)l, (void)sa, (void)len;
    if (!r) {
        evutil_closesocket(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    r->side[0] = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (!r->side[0]) {
        evutil_closesocket(fd);
        free(r);
        return;
    }
    r->side[1] = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
    if (!r->side[1]) {
        relay_free(r);
        return;
    }
    for (int i = 0; i < 2; i++) {
        bufferevent_setcb(r->side[i], on_read, on_write, on_event, r);
        bufferevent_setwatermark(r->side[i], EV_WRITE, HIGH / 4, 0);
        bufferevent_set_timeouts(r->side[i], &idle, &idle);
        bufferevent_enable(r->side[i], EV_READ | EV_WRITE);
    }
    if (bufferevent_socket_connect(r->side[1], (struct sockaddr *)&host, host_len) < 0)
        relay_free(r);
}
