#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Theatre dimmer gateway: consoles send "SET ch level\n", we answer "OK\n" */

typedef struct console_s {
    struct bufferevent *bev;
    char peer[32];
} console_t;

extern int dmx_set(int ch, int level);

static void console_drop(console_t *c, const char *reason)
{
    fprintf(stderr, "%s: %s\n", c->peer, reason);
    bufferevent_free(c->bev);
    free(c);
}

static void on_line(struct bufferevent *bev, void *arg)
{
    console_t *c = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *l;
    int ch, lv;

    while ((l = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF)) != NULL) {
        int ok = sscanf(l, "SET %d %d", &ch, &lv) == 2 && dmx_set(ch, lv) == 0;
        free(l);
        evbuffer_add_printf(bufferevent_get_output(bev), ok ? "OK\n" : "ERR\n");
    }
    if (evbuffer_get_length(in) > 1024)
        console_drop(c, "line too long");
}

static void on_event(struct bufferevent *bev, short ev, void *arg)
{
    (void)bev;
    if (ev & BEV_EVENT_TIMEOUT)
        console_drop(arg, "no sign of life");
    else if (ev & BEV_EVENT_EOF)
        console_drop(arg, "gone");
    else if (ev & BEV_EVENT_ERROR)
        console_drop(arg, evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
}

void on_console(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len, void *arg)
{
    struct timeval idle = { 90, 0 };
    int one = 1;
    console_t *c = calloc(1, sizeof *c);

    (void)sa; (void)len; (void)arg;
    if (c == NULL) {
        evutil_closesocket(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    snprintf(c->peer, sizeof c->peer, "console/%d", (int)fd);
    c->bev = bufferevent_socket_new(evconnlistener_get_base(l), fd, BEV_OPT_CLOSE_ON_FREE);
    if (c->bev == NULL) {
        evutil_closesocket(fd);
        free(c);
        return;
    }
    bufferevent_set_timeouts(c->bev, &idle, &idle);
    bufferevent_setcb(c->bev, on_line, NULL, on_event, c);
    bufferevent_enable(c->bev, EV_READ | EV_WRITE);
}
