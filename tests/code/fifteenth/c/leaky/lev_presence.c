#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

/* presence service: each softphone sends "user state\n" lines */

static void phone_read(struct bufferevent *bev, void *ctx)
{
    struct evbuffer *in = bufferevent_get_input(bev);
    char *line;
    (void)ctx;
    while ((line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF)) != NULL) {
        printf("presence %s\n", line);
        free(line);
        bufferevent_write(bev, "ok\n", 3);
    }
    if (evbuffer_get_length(in) > 4096)
        evbuffer_drain(in, evbuffer_get_length(in));
}

static void phone_event(struct bufferevent *bev, short what, void *ctx)
{
    (void)ctx;
    if (what & BEV_EVENT_TIMEOUT)
        puts("phone silent for 5 minutes");
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT))
        bufferevent_free(bev);
}

static void on_phone(struct evconnlistener *l, evutil_socket_t fd,
                     struct sockaddr *sa, int salen, void *ctx)
{
    struct event_base *base = evconnlistener_get_base(l);
    struct timeval idle = { 300, 0 };
    struct bufferevent *bev;
    (void)sa; (void)salen; (void)ctx;

    bev = bufferevent_socket_new(base, fd, BEV_OPT_DEFER_CALLBACKS);
    if (!bev) {
        evutil_closesocket(fd);
        return;
    }
    bufferevent_setcb(bev, phone_read, NULL, phone_event, NULL);
    bufferevent_set_timeouts(bev, &idle, &idle);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

struct evconnlistener *presence_start(struct event_base *base, struct sockaddr *sa, int len)
{
    return evconnlistener_new_bind(base, on_phone, NULL,
        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, -1, sa, len);
}
