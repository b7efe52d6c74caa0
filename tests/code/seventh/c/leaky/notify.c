/*
 * Door events of the office park to the tenant's directory, one line each, answered by one
 * line. Connections are kept for half a minute and used again. libuv, one thread;
 * notify_event() is called from the badge bus.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

typedef struct line_s {
    uv_tcp_t       tcp;
    uv_timer_t     limit;
    uv_connect_t   conn;
    uv_write_t     wr;
    struct line_s *next;    /* while idle */
    int            handles, idle;
    size_t         len;
    char           msg[512], in[128];
} line_t;

static line_t *idle_lines;

static void on_closed(uv_handle_t *h)
{
    line_t *l = h->data;
    if (--l->handles == 0)
        free(l);
}

static void line_end(line_t *l)
{
    if (uv_is_closing((uv_handle_t *)&l->tcp))
        return;
    for (line_t **p = &idle_lines; l->idle && *p; p = &(*p)->next)
        if (*p == l) {
            *p = l->next;
            break;
        }
    uv_close((uv_handle_t *)&l->tcp, on_closed);
    uv_close((uv_handle_t *)&l->limit, on_closed);
}

static void on_limit(uv_timer_t *t) { line_end(t->data); }

static void on_alloc(uv_handle_t *h, size_t want, uv_buf_t *b)
{
    line_t *l = h->data;
    (void)want;
    *b = uv_buf_init(l->in, sizeof l->in);
}

static void on_answer(uv_stream_t *s, ssize_t n, const uv_buf_t *b)
{
    line_t *l = s->data;
    if (n < 0) {
        line_end(l);
    } else if (n > 0 && !l->idle && memchr(b->base, '\n', (size_t)n)) {
        l->idle = 1;
        l->next = idle_lines;
        idle_lines = l;
        uv_timer_start(&l->limit, on_limit, 30000, 0);
    }
}

static void on_written(uv_write_t *w, int status)
{
    if (status < 0)
        line_end(w->data);
}

static int line_send(line_t *l)
{
    uv_buf_t b = uv_buf_init(l->msg, (unsigned)l->len);
    uv_timer_start(&l->limit, on_limit, 10000, 0);
    return uv_write(&l->wr, (uv_stream_t *)&l->tcp, &b, 1, on_written);
}

static void on_connect(uv_connect_t *c, int status)
{
    line_t *l = c->data;
    if (status < 0 || uv_read_start((uv_stream_t *)&l->tcp, on_alloc, on_answer) < 0 || line_send(l) < 0)
        line_end(l);
}

int notify_event(uv_loop_t *loop, const struct sockaddr *dir, const char *door, long badge)
{
    line_t *l = idle_lines;
    int rc;

    if (l != NULL) {
        idle_lines = l->next;
        l->idle = 0;
    } else {
        if ((l = calloc(1, sizeof *l)) == NULL)
            return UV_ENOMEM;
        uv_tcp_init(loop, &l->tcp);
        uv_timer_init(loop, &l->limit);
        l->handles = 2;
        l->tcp.data = l->limit.data = l->conn.data = l->wr.data = l;
    }
    l->len = (size_t)snprintf(l->msg, sizeof l->msg, "%.100s %ld\n", door, badge);
    if (uv_is_active((uv_handle_t *)&l->limit))
        rc = line_send(l);
    else {
        uv_timer_start(&l->limit, on_limit, 10000, 0);
        rc = uv_tcp_connect(&l->conn, &l->tcp, dir, on_connect);
    }
    if (rc < 0)
        line_end(l);
    return rc;
}
