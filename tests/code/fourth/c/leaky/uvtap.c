typedef struct { uv_tcp_t h; uv_timer_t idle; char buf[4096]; } tap_t;

static void tap_closed(uv_handle_t *h) { free(h->data); }

static void tap_alloc(uv_handle_t *h, size_t hint, uv_buf_t *b)
{
    tap_t *t = h->data;
    *b = uv_buf_init(t->buf, sizeof t->buf);
}

static void tap_read(uv_stream_t *s, ssize_t nread, const uv_buf_t *b)
{
    tap_t *t = s->data;

    if (nread > 0) {
        sink_append(b->base, (size_t)nread);
        uv_timer_again(&t->idle);
        return;
    }
    if (nread == UV_EOF) {
        uv_read_stop(s);
        uv_timer_stop(&t->idle);
        sink_flush();
        return;
    }
    if (nread < 0) {
        uv_timer_stop(&t->idle);
        uv_close((uv_handle_t *)s, tap_closed);
    }
}

static void tap_connection(uv_stream_t *srv, int status)
{
    tap_t *t;

    if (status < 0)
        return;
    t = calloc(1, sizeof *t);
    uv_tcp_init(srv->loop, &t->h);
    t->h.data = t;
    if (uv_accept(srv, (uv_stream_t *)&t->h) != 0) {
        uv_close((uv_handle_t *)&t->h, tap_closed);
        return;
    }
    tap_arm_idle(t, 60000);
    uv_read_start((uv_stream_t *)&t->h, tap_alloc, tap_read);
