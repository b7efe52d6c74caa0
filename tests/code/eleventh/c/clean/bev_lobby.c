#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

/* game lobby: whatever a player says goes to everybody in the lobby */

struct player {
    struct bufferevent *bev;
    TAILQ_ENTRY(player) link;
};
static TAILQ_HEAD(, player) lobby = TAILQ_HEAD_INITIALIZER(lobby);

#define MAX_BACKLOG (256 * 1024)

static void player_leave(struct player *p)
{
    TAILQ_REMOVE(&lobby, p, link);
    bufferevent_free(p->bev);
    free(p);
}

static void on_read(struct bufferevent *bev, void *arg)
{
    struct player *me = arg, *p, *next;
    char text[1024];
    size_t n;

    while ((n = bufferevent_read(bev, text, sizeof text)) > 0) {
        for (p = TAILQ_FIRST(&lobby); p; p = next) {
            next = TAILQ_NEXT(p, link);
            if (p == me)
                continue;
            if (evbuffer_get_length(bufferevent_get_output(p->bev)) > MAX_BACKLOG)
                player_leave(p);        /* does not keep up */
            else
                bufferevent_write(p->bev, text, n);
        }
    }
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    (void)bev;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT))
        player_leave(arg);
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd,
                      struct sockaddr *sa, int salen, void *arg)
{
    static const struct timeval idle = { 900, 0 }, slow = { 30, 0 };
    struct player *p = malloc(sizeof *p);

    (void)sa; (void)salen; (void)arg;
    if (!p) {
        evutil_closesocket(fd);
        return;
    }
    p->bev = bufferevent_socket_new(evconnlistener_get_base(l), fd, BEV_OPT_CLOSE_ON_FREE);
    if (!p->bev) {
        evutil_closesocket(fd);
        free(p);
        return;
    }
    TAILQ_INSERT_TAIL(&lobby, p, link);
    bufferevent_setcb(p->bev, on_read, NULL, on_event, p);
    bufferevent_set_timeouts(p->bev, &idle, &slow);
    bufferevent_enable(p->bev, EV_READ | EV_WRITE);
}

struct evconnlistener *lobby_start(struct event_base *base, struct sockaddr *sa, int len)
{
    return evconnlistener_new_bind(base, on_accept, NULL,
        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, 512, sa, len);
}
