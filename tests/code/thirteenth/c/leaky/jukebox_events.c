#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pub jukebox backend. Boxes connect and send "PLAY <id>\n" */

struct box {
    char id[16];
    unsigned plays;
};

static void box_read(struct bufferevent *bev, void *arg)
{
    struct box *b = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *line;

    while ((line = evbuffer_readln(in, NULL, EVBUFFER_EOL_LF)) != NULL) {
        if (!strncmp(line, "PLAY ", 5)) {
            b->plays++;
            evbuffer_add_printf(bufferevent_get_output(bev), "OK %u\n", b->plays);
        } else {
            bufferevent_write(bev, "WHAT\n", 5);
        }
        free(line);
    }
}

static void box_event(struct bufferevent *bev, short what, void *arg)
{
    struct box *b = arg;

    (void)bev;
    if (what & BEV_EVENT_ERROR)
        fprintf(stderr, "box %s: %s\n", b->id,
                evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
    else if (what & BEV_EVENT_EOF)
        fprintf(stderr, "box %s switched off after %u plays\n", b->id, b->plays);
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd,
                      struct sockaddr *sa, int salen, void *arg)
{
    struct event_base *base = evconnlistener_get_base(l);
    struct box *b = calloc(1, sizeof *b);
    struct bufferevent *bev;

    (void)sa; (void)salen; (void)arg;
    if (!b) {
        evutil_closesocket(fd);
        return;
    }
    snprintf(b->id, sizeof b->id, "box-%d", (int)fd);
    bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (!bev) {
        evutil_closesocket(fd);
        free(b);
        return;
    }
    bufferevent_setcb(bev, box_read, NULL, box_event, b);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}
