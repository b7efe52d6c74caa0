#include <uv.h>
#include <stdlib.h>
#include <stdio.h>

typedef struct {
  uv_tcp_t tcp;
  size_t   seen;
} peer_t;

static void alloc_cb(uv_handle_t* h, size_t hint, uv_buf_t* buf) {
  buf->base = malloc(hint);
  buf->len = hint;
}

static void closed(uv_handle_t* h) {
  free(h->data);
}

static void read_cb(uv_stream_t* s, ssize_t nread, const uv_buf_t* buf) {
  peer_t* p = s->data;
  if (nread > 0) {
    p->seen += nread;
    fwrite(buf->base, 1, nread, stdout);
  } else if (nread < 0) {
    if (nread != UV_EOF)
      fprintf(stderr, "read: %s\n", uv_strerror(nread));
    uv_read_stop(s);
  }
  free(buf->base);
}

static void conn_cb(uv_stream_t* server, int status) {
  if (status < 0) return;
  peer_t* p = calloc(1, sizeof *p);
  uv_tcp_init(server->loop, &p->tcp);
  p->tcp.data = p;
  uv_tcp_keepalive(&p->tcp, 1, 60);
  if (uv_accept(server, (uv_stream_t*) &p->tcp) == 0)
    uv_read_start((uv_stream_t*) &p->tcp, alloc_cb, read_cb);
  else
    uv_close((uv_handle_t*) &p->tcp, closed);
}

int main(void) {
  uv_tcp_t srv;
  struct sockaddr_in a;
  uv_tcp_init(uv_default_loop(), &srv);
  uv_ip4_addr("0.0.0.0", 5514, &a);
  uv_tcp_bind(&srv, (const struct sockaddr*) &a, 0);
  if (uv_listen((uv_stream_t*) &srv, 511, conn_cb)) return 1;
  return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
