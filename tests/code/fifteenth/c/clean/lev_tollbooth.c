#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <event2/event.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <syslog.h>

struct booth { unsigned long cars; };

static void booth_free(struct bufferevent *bev, struct booth *b)
{
    bufferevent_free(bev);
    free(b);
}

static void booth_read(struct bufferevent *bev, void *arg)
{
    struct booth *b = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *plate;

    while ((plate = evbuffer_readln(in, NULL, EVBUFFER_EOL_LF))) {
        b->cars++;
        evbuffer_add_printf(bufferevent_get_output(bev), "PASS %s\n", plate);
        free(plate);
    }
    if (evbuffer_get_length(in) > 1024) {
        syslog(LOG_WARNING, "booth sends rubbish");
        booth_free(bev, b);
    }
}

static void booth_event(struct bufferevent *bev, short ev, void *arg)
{
    struct booth *b = arg;
    if (ev & BEV_EVENT_ERROR)
        syslog(LOG_WARNING, "booth: %s", evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
    if (ev & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        syslog(LOG_INFO, "booth left after %lu cars", b->cars);
        booth_free(bev, b);
    }
}

static void booth_new(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int sl, void *arg)
{
    struct timeval idle = { 600, 0 };
    int one = 1;
    struct booth *b = calloc(1, sizeof *b);
    struct bufferevent *bev;
    (void)sa; (void)sl; (void)arg;

    if (!b) {
        evutil_closesocket(fd);
        return;
    }
    bev = bufferevent_socket_new(evconnlistener_get_base(l), fd, BEV_OPT_CLOSE_ON_FREE);
    if (!bev) {
        evutil_closesocket(fd);
        free(b);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    bufferevent_setcb(bev, booth_read, NULL, booth_event, b);
    bufferevent_set_timeouts(bev, &idle, &idle);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

struct evconnlistener *toll_listen(struct event_base *eb, const struct sockaddr_in *sin)
{
    return evconnlistener_new_bind(eb, booth_new, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE,
                                   512, (const struct sockaddr *)sin, sizeof *sin);
}
