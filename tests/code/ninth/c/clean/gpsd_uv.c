/* NMEA collector on libuv: boats stream sentences, we keep the last fix */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define SILENCE_MS 180000

typedef struct boat {
    uv_tcp_t   tcp;
    uv_timer_t silence;
    int        open_handles;
    char       line[128];
    size_t     len;
} boat_t;

extern void nmea_sentence(const char *s);

static void on_handle_closed(uv_handle_t *h)
{
    boat_t *b = h->data;
    if (--b->open_handles == 0)
        free(b);
}

static void boat_end(boat_t *b)
{
    if (uv_is_closing((uv_handle_t *)&b->tcp))
        return;
    uv_close((uv_handle_t *)&b->tcp, on_handle_closed);
    uv_close((uv_handle_t *)&b->silence, on_handle_closed);
}

static void on_silence(uv_timer_t *t)
{
    boat_end(t->data);
}

static void on_alloc(uv_handle_t *h, size_t hint, uv_buf_t *buf)
{
    static char slab[65536];
    (void)h; (void)hint;
    *buf = uv_buf_init(slab, sizeof slab);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    boat_t *b = s->data;

    if (n < 0) {
        if (n != UV_EOF)
            fprintf(stderr, "boat: %s\n", uv_strerror((int)n));
        boat_end(b);
        return;
    }
    if (n > 0)
        uv_timer_again(&b->silence);
    for (ssize_t i = 0; i < n; i++) {
        char c = buf->base[i];
        if (c == '\n') {
            b->line[b->len] = 0;
            nmea_sentence(b->line);
            b->len = 0;
        } else if (b->len < sizeof b->line - 1) {
            b->line[b->len++] = c;
        } else {
            boat_end(b);     /* no NMEA sentence is that long */
            return;
        }
    }
}

static void on_connection(uv_stream_t *srv, int status)
{
    if (status < 0)
        return;
    boat_t *b = calloc(1, sizeof *b);
    if (!b)
        abort();
    uv_tcp_init(srv->loop, &b->tcp);
    uv_timer_init(srv->loop, &b->silence);
    b->tcp.data = b->silence.data = b;
    b->open_handles = 2;
    if (uv_accept(srv, (uv_stream_t *)&b->tcp) != 0) {
        boat_end(b);
        return;
    }
    uv_tcp_keepalive(&b->tcp, 1, 60);
    uv_timer_start(&b->silence, on_silence, SILENCE_MS, SILENCE_MS);
    if (uv_read_start((uv_stream_t *)&b->tcp, on_alloc, on_read) != 0)
        boat_end(b);
}

int main(void)
{
    uv_loop_t *loop = uv_default_loop();
    struct sockaddr_in a;
    uv_tcp_t srv;

    uv_ip4_addr("0.0.0.0", 10110, &a);
    uv_tcp_init(loop, &srv);
    if (uv_tcp_bind(&srv, (const struct sockaddr *)&a, 0) ||
        uv_listen((uv_stream_t *)&srv, 511, on_connection))
        return 1;
    return uv_run(loop, UV_RUN_DEFAULT);
}
