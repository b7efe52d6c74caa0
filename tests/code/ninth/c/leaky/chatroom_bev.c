// chat rooms for the e-sports overlay; libevent 2.1
#include <event2/bufferevent.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_MEMBERS 2000

static struct bufferevent *members[MAX_MEMBERS];
static int n_members;

static void forget(struct bufferevent *b)
{
    for (int i = 0; i < n_members; i++) {
        if (members[i] == b) {
            members[i] = members[--n_members];
            return;
        }
    }
}

static void on_line(struct bufferevent *from, void *arg)
{
    (void)arg;
    char *line;
    size_t len;
    while ((line = evbuffer_readln(bufferevent_get_input(from), &len, EVBUFFER_EOL_ANY))) {
        for (int i = 0; i < n_members; i++)
            if (members[i] != from)
                evbuffer_add_printf(bufferevent_get_output(members[i]), "%s\n", line);
        free(line);
    }
}

static void on_event(struct bufferevent *b, short what, void *arg)
{
    (void)arg;
    if (what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        printf("member lost: %s\n",
               evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
        forget(b);
        bufferevent_free(b);
    } else if (what & BEV_EVENT_EOF) {
        printf("member left, %d online\n", n_members - 1);
        forget(b);
    }
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd,
                      struct sockaddr *sa, int salen, void *arg)
{
    struct event_base *base = evconnlistener_get_base(l);
    int one = 1;
    struct timeval idle = { 900, 0 }, wr = { 60, 0 };
    (void)sa; (void)salen; (void)arg;

    if (n_members == MAX_MEMBERS) {
        evutil_closesocket(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct bufferevent *b = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (!b) {
        evutil_closesocket(fd);
        return;
    }
    bufferevent_setcb(b, on_line, NULL, on_event, NULL);
    bufferevent_set_timeouts(b, &idle, &wr);
    bufferevent_enable(b, EV_READ | EV_WRITE);
    members[n_members++] = b;
}

int main(void)
{
    struct event_base *base = event_base_new();
    struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(6543) };
    struct evconnlistener *l = evconnlistener_new_bind(base, on_accept, NULL,
        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, 512, (struct sockaddr *)&sin, sizeof sin);
    if (!l)
        return 1;
    event_base_dispatch(base);
    evconnlistener_free(l);
    event_base_free(base);
    return 0;
}
