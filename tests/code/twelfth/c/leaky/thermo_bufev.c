/* thermod: collects cold chain temperatures from trucks (libevent) */
#include <event2/event.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct truck {
    struct bufferevent *bev;
    char plate[16];
    unsigned samples;
};

static void truck_read(struct bufferevent *bev, void *arg)
{
    struct truck *t = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *line;

    while ((line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF)) != NULL) {
        if (strncmp(line, "PLATE ", 6) == 0) {
            snprintf(t->plate, sizeof t->plate, "%s", line + 6);
        } else {
            t->samples++;
            printf("%s %s\n", t->plate, line);
            bufferevent_write(bev, "+\n", 2);
        }
        free(line);
    }
}

static void truck_event(struct bufferevent *bev, short what, void *arg)
{
    struct truck *t = arg;

    (void)bev;
    if (what & BEV_EVENT_TIMEOUT)
        fprintf(stderr, "truck %s silent\n", t->plate);
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        fprintf(stderr, "truck %s done, %u samples\n", t->plate, t->samples);
        free(t);
    }
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd,
                      struct sockaddr *sa, int len, void *arg)
{
    struct event_base *base = arg;
    struct timeval limit = { 300, 0 };
    struct truck *t = calloc(1, sizeof *t);

    (void)l; (void)sa; (void)len;
    if (t == NULL) {
        evutil_closesocket(fd);
        return;
    }
    strcpy(t->plate, "?");
    t->bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (t->bev == NULL) {
        evutil_closesocket(fd);
        free(t);
        return;
    }
    bufferevent_setcb(t->bev, truck_read, NULL, truck_event, t);
    bufferevent_set_timeouts(t->bev, &limit, &limit);
    bufferevent_enable(t->bev, EV_READ | EV_WRITE);
}

int main(void)
{
    struct event_base *base = event_base_new();
    struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(6200) };
    struct evconnlistener *l = evconnlistener_new_bind(base, on_accept, base,
        LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, -1, (struct sockaddr *)&sin, sizeof sin);
    if (!l) {
        perror("bind");
        return 1;
    }
    event_base_dispatch(base);
    evconnlistener_free(l);
    event_base_free(base);
    return 0;
}
