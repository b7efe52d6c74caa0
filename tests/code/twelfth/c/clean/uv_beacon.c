#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

/* beacon gateway; every beacon sends fixed 24 byte records */

typedef struct {
  uv_tcp_t tcp;
  uv_timer_t idle;
  int open_handles;
  char rec[24];
  size_t fill;
} beacon_t;

static void on_closed(uv_handle_t* h) {
  beacon_t* b = h->data;
  if (--b->open_handles == 0) free(b);
}

static void beacon_end(beacon_t* b) {
  if (!uv_is_closing((uv_handle_t*)&b->tcp)) uv_close((uv_handle_t*)&b->tcp, on_closed);
  if (!uv_is_closing((uv_handle_t*)&b->idle)) uv_close((uv_handle_t*)&b->idle, on_closed);
}

static void on_idle(uv_timer_t* t) { beacon_end(t->data); }

static void on_alloc(uv_handle_t* h, size_t hint, uv_buf_t* buf) {
  beacon_t* b = h->data;
  (void)hint;
  *buf = uv_buf_init(b->rec + b->fill, (unsigned)(sizeof b->rec - b->fill));
}

static void on_read(uv_stream_t* s, ssize_t n, const uv_buf_t* buf) {
  beacon_t* b = s->data;
  (void)buf;
  if (n < 0) {
    if (n != UV_EOF) fprintf(stderr, "beacon: %s\n", uv_strerror((int)n));
    beacon_end(b);
    return;
  }
  b->fill += (size_t)n;
  uv_timer_again(&b->idle);
  if (b->fill == sizeof b->rec) {
    fwrite(b->rec, 1, sizeof b->rec, stdout);
    b->fill = 0;
  }
}

static void on_connection(uv_stream_t* srv, int status) {
  beacon_t* b;
  if (status < 0) {
    fprintf(stderr, "listen: %s\n", uv_strerror(status));
    return;
  }
  if (!(b = calloc(1, sizeof *b))) abort();
  uv_tcp_init(srv->loop, &b->tcp);
  uv_timer_init(srv->loop, &b->idle);
  b->tcp.data = b->idle.data = b;
  b->open_handles = 2;
  if (uv_accept(srv, (uv_stream_t*)&b->tcp) != 0 ||
      uv_timer_start(&b->idle, on_idle, 180000, 180000) != 0 ||
      uv_read_start((uv_stream_t*)&b->tcp, on_alloc, on_read) != 0)
    beacon_end(b);
}

int main(void) {
  uv_tcp_t srv;
  struct sockaddr_in a;
  uv_tcp_init(uv_default_loop(), &srv);
  uv_ip4_addr("0.0.0.0", 9024, &a);
  if (uv_tcp_bind(&srv, (struct sockaddr*)&a, 0) || uv_listen((uv_stream_t*)&srv, 511, on_connection)) return 1;
  return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
