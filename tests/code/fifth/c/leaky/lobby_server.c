/* lobby_server.c - matchmaking lobby, libevent 2.1 */
#include <event2/event.h>
#include <event2/listener.h>
#include <event2/bufferevent.h>
#include <event2/buffer.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MAX 16

struct player {
    struct bufferevent *bev;
    char nick[24];
    int room;
    struct player *next;
};

static struct player *rooms[ROOM_MAX];

static void room_remove(struct player *p)
{
    struct player **pp = &rooms[p->room];
    while (*pp && *pp != p)
        pp = &(*pp)->next;
    if (*pp)
        *pp = p->next;
}

static void room_say(int room, const char *line)
{
    struct player *p;
    for (p = rooms[room]; p; p = p->next)
        evbuffer_add_printf(bufferevent_get_output(p->bev), "%s\r\n", line);
}

static void on_line(struct bufferevent *bev, void *arg)
{
    struct player *p = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *s;

    while ((s = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF)) != NULL) {
        if (strncmp(s, "NICK ", 5) == 0)
            snprintf(p->nick, sizeof p->nick, "%s", s + 5);
        else
            room_say(p->room, s);
        free(s);
    }
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct player *p = arg;

    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        char bye[64];
        room_remove(p);
        snprintf(bye, sizeof bye, "* %s left the room", p->nick);
        room_say(p->room, bye);
        bufferevent_disable(bev, EV_READ | EV_WRITE);
        free(p);
    }
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd,
                      struct sockaddr *sa, int salen, void *base)
{
    struct timeval idle = { 300, 0 };
    struct player *p;
    struct bufferevent *bev;
    int one = 1;

    (void)l; (void)sa; (void)salen;
    p = calloc(1, sizeof *p);
    if (!p) {
        evutil_closesocket(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (!bev) {
        evutil_closesocket(fd);
        free(p);
        return;
    }
    p->bev = bev;
    p->room = rand() % ROOM_MAX;
    p->next = rooms[p->room];
    rooms[p->room] = p;
    snprintf(p->nick, sizeof p->nick, "guest%d", (int)fd);
    bufferevent_setcb(bev, on_line, NULL, on_event, p);
    bufferevent_set_timeouts(bev, &idle, NULL);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}
