/* memcached-like text protocol with libuv */
#include <uv.h>
#include <stdlib.h>
#include <string.h>
typedef struct { uv_tcp_t tcp; uv_timer_t idle; char buf[4096]; size_t used; int closing; int handles; } sess_t;
typedef struct { uv_write_t req; uv_buf_t b; } out_t;
static uv_loop_t *loop;
static void one_closed(uv_handle_t *h)
{
	sess_t *s = h->data;
	if (--s->handles == 0)
		free(s);
}
static void sess_end(sess_t *s)
{
	if (s->closing)
		return;
	s->closing = 1;
	uv_timer_stop(&s->idle);
	uv_close((uv_handle_t *)&s->idle, one_closed);
	uv_close((uv_handle_t *)&s->tcp, one_closed);
}
static void on_idle(uv_timer_t *t) { sess_end(t->data); }
static void on_alloc(uv_handle_t *h, size_t n, uv_buf_t *b)
{
	sess_t *s = h->data;
	(void)n;
	*b = uv_buf_init(s->buf + s->used, sizeof s->buf - s->used);
}
static void on_written(uv_write_t *w, int status)
{
	out_t *o = (out_t *)w;
	sess_t *s = w->handle->data;
	free(o->b.base);
	free(o);
	if (status < 0)
		sess_end(s);
}
static void reply(sess_t *s, const char *text)
{
	out_t *o = malloc(sizeof *o);
	if (!o) { sess_end(s); return; }
	o->b = uv_buf_init(strdup(text), strlen(text));
	if (uv_write(&o->req, (uv_stream_t *)&s->tcp, &o->b, 1, on_written) < 0) {
		free(o->b.base);
		free(o);
		sess_end(s);
	}
}
static void on_read(uv_stream_t *st, ssize_t n, const uv_buf_t *b)
{
	sess_t *s = st->data;
	(void)b;
	if (n < 0) {
		sess_end(s);
		return;
	}
	if (n == 0)
		return;
	uv_timer_again(&s->idle);
	s->used += n;
	if (s->used == sizeof s->buf) {
		sess_end(s);
		return;
	}
	if (memchr(s->buf, '\n', s->used)) {
		s->used = 0;
		reply(s, "OK\r\n");
	}
}
static void on_conn(uv_stream_t *srv, int status)
{
	sess_t *s;
	if (status < 0)
		return;
	s = calloc(1, sizeof *s);
	if (!s)
		return;
	s->handles = 2;
	uv_tcp_init(loop, &s->tcp);
	uv_timer_init(loop, &s->idle);
	s->tcp.data = s->idle.data = s;
	if (uv_accept(srv, (uv_stream_t *)&s->tcp) != 0 || uv_read_start((uv_stream_t *)&s->tcp, on_alloc, on_read) != 0) {
		sess_end(s);
		return;
	}
	uv_timer_start(&s->idle, on_idle, 30000, 30000);
}
int main(void)
{
	uv_tcp_t srv;
	struct sockaddr_in a;
	loop = uv_default_loop();
	uv_tcp_init(loop, &srv);
	uv_ip4_addr("0.0.0.0", 11300, &a);
	uv_tcp_bind(&srv, (struct sockaddr *)&a, 0);
	if (uv_listen((uv_stream_t *)&srv, 511, on_conn))
		return 1;
	return uv_run(loop, UV_RUN_DEFAULT);
}
