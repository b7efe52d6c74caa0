static void on_close(uv_handle_t *h)
{
    struct client *c = h->data;
    if (--c->refs == 0)
        free(c);
}

static void client_end(struct client *c)
{
    if (!uv_is_closing((uv_handle_t *)&c->tcp)) {
        uv_close((uv_handle_t *)&c->tcp, on_close);
        uv_close((uv_handle_t *)&c->timer, on_close);
    }
}

static void on_idle(uv_timer_t *t) { client_end(t->data); }

static void on_wrote(uv_write_t *w, int status)
{
    struct client *c = w->handle->data;
    free(w->data);
    free(w);
    if (status < 0)
        client_end(c);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    struct client *c = s->data;
    uv_write_t *w;
    uv_buf_t out;

    if (n <= 0) {
        free(buf->base);
        if (n < 0)
            client_end(c);
        return;
    }
    uv_timer_again(&c->timer);
    w = malloc(sizeof *w);
    w->data = buf->base;
    out = uv_buf_init(buf->base, (unsigned)n);
    if (uv_write(w, s, &out, 1, on_wrote) != 0) {
        free(buf->base);
        free(w);
        client_end(c);
    }
}

static void on_connection(uv_stream_t *srv, int status)
{
    struct client *c;
    if (status < 0 || !(c = calloc(1, sizeof *c)))
        return;
    c->refs = 2;
    uv_tcp_init(srv->loop, &c->tcp);
    uv_timer_init(srv->loop, &c->timer);
    c->tcp.data = c->timer.data = c;
    if (uv_accept(srv, (uv_stream_t *)&c->tcp) != 0 ||
        uv_read_start((uv_stream_t *)&c->tcp, alloc_cb, on_read) != 0) {
        client_end(c);
        return;
    }
    uv_timer_start(&c->timer, on_idle, 60000, 60000);
}
