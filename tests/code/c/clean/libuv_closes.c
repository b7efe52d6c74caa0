#include <uv.h>
#include <stdlib.h>

static void on_close(uv_handle_t *h) { free(h); }

static void on_read(uv_stream_t *stream, ssize_t nread, const uv_buf_t *buf)
{
	if (nread < 0) {
		free(buf->base);
		uv_close((uv_handle_t *)stream, on_close);
		return;
	}
	free(buf->base);
}

static void alloc_cb(uv_handle_t *h, size_t want, uv_buf_t *buf)
{
	buf->base = malloc(want);
	buf->len = want;
}

static void on_connection(uv_stream_t *server, int status)
{
	uv_tcp_t *client = malloc(sizeof *client);

	uv_tcp_init(server->loop, client);
	if (uv_accept(server, (uv_stream_t *)client) == 0)
		uv_read_start((uv_stream_t *)client, alloc_cb, on_read);
	else
		uv_close((uv_handle_t *)client, on_close);
}
