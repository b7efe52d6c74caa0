#include <event2/event.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <stdio.h>

typedef struct client_ctx {
    struct bufferevent *bev;
    unsigned long       lines;
} client_ctx;

static void on_read(struct bufferevent *bev, void *arg)
{
    client_ctx *ctx = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    char *line;
    size_t len;

    while ((line = evbuffer_readln(in, &len, EVBUFFER_EOL_LF)) != NULL) {
        ctx->lines++;
        evbuffer_add_printf(bufferevent_get_output(bev), "%lu %s\n", ctx->lines, line);
        free(line);
    }
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    client_ctx *ctx = arg;

    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
        printf("client gone after %lu lines\n", ctx->lines);
        bufferevent_free(bev);
        free(ctx);
    }
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd,
                      struct sockaddr *sa, int salen, void *arg)
{
    struct event_base *base = evconnlistener_get_base(l);
    client_ctx *ctx = calloc(1, sizeof(*ctx));
    struct timeval tv = { 300, 0 };

    ctx->bev = bufferevent_socket_new(base, fd, 0);
    bufferevent_setcb(ctx->bev, on_read, NULL, on_event, ctx);
    bufferevent_set_timeouts(ctx->bev, &tv, NULL);
    bufferevent_enable(ctx->bev, EV_READ | EV_WRITE);
}
