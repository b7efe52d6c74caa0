#include <event2/bufferevent.h>
#include <event2/buffer.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>

struct device {
    char imei[16];
    struct bufferevent *bev;
    unsigned long frames;
};

static void on_read(struct bufferevent *bev, void *arg)
{
    struct device *d = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *line;

    while ((line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF)) != NULL) {
        d->frames++;
        if (d->imei[0] == '\0')
            strncpy(d->imei, line, sizeof(d->imei) - 1);
        free(line);
    }
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct device *d = arg;

    if (what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        bufferevent_free(bev);
        free(d);
    } else if (what & BEV_EVENT_EOF) {
        bufferevent_disable(bev, EV_READ | EV_WRITE);
        free(d);
    }
}

void on_conn(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len, void *ctx)
{
    struct timeval idle = { 300, 0 };
    struct device *d = calloc(1, sizeof(*d));

    d->bev = bufferevent_socket_new(ctx, fd, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(d->bev, on_read, NULL, on_event, d);
    bufferevent_set_timeouts(d->bev, &idle, &idle);
    bufferevent_enable(d->bev, EV_READ | EV_WRITE);
}
