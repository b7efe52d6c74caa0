#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Quote feed, desk side. Every desk subscribes to a list of symbols. */
struct desk {
    struct bufferevent *bev;
    char   *symbols[32];
    int     nsym;
    struct desk *next;
};
static struct desk *desks;

static void desk_drop_subs(struct desk *d)
{
    struct desk **pp = &desks;
    while (*pp && *pp != d)
        pp = &(*pp)->next;
    if (*pp)
        *pp = d->next;
    for (int i = 0; i < d->nsym; i++)
        free(d->symbols[i]);
    free(d);
}

static void desk_read(struct bufferevent *bev, void *arg)
{
    struct desk *d = arg;
    char *line;
    while ((line = evbuffer_readln(bufferevent_get_input(bev), NULL, EVBUFFER_EOL_CRLF))) {
        if (d->nsym < 32) {
            d->symbols[d->nsym++] = line;
            evbuffer_add_printf(bufferevent_get_output(bev), "OK %s\n", line);
        } else {
            free(line);
            bufferevent_write(bev, "ERR too many\n", 13);
        }
    }
}

static void desk_event(struct bufferevent *bev, short what, void *arg)
{
    struct desk *d = arg;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        fprintf(stderr, "desk fd=%d done (0x%x)\n", (int)bufferevent_getfd(bev), what);
        bufferevent_disable(bev, EV_READ | EV_WRITE);
        desk_drop_subs(d);
    }
}

void desk_accept(struct evconnlistener *l, evutil_socket_t fd,
                 struct sockaddr *sa, int len, void *arg)
{
    struct timeval idle = { 300, 0 };
    struct event_base *base = evconnlistener_get_base(l);
    struct bufferevent *bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    struct desk *d = calloc(1, sizeof *d);
    (void)sa; (void)len; (void)arg;
    if (!bev || !d) {
        if (bev) bufferevent_free(bev); else evutil_closesocket(fd);
        free(d);
        return;
    }
    d->bev = bev;
    d->next = desks;
    desks = d;
    bufferevent_setcb(bev, desk_read, NULL, desk_event, d);
    bufferevent_set_timeouts(bev, &idle, &idle);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}
