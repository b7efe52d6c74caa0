#include <uv.h>
#include <stdlib.h>
#include <string.h>

/* WebSocket-less telemetry gate. Frames go to a worker pool; the link object is
   counted since a job may outlive the socket. */

typedef struct {
  uv_tcp_t tcp;
  uv_timer_t quiet;
  int refs;
  int closing;
} link_t;

typedef struct {
  uv_work_t work;
  link_t* link;
  size_t len;
  char data[];
} job_t;

extern void digest(const char* p, size_t n);

static void link_unref(link_t* l) {
  if (--l->refs == 0) free(l);
}

static void handle_gone(uv_handle_t* h) { link_unref(h->data); }

static void link_shut(link_t* l) {
  if (l->closing) return;
  l->closing = 1;
  uv_close((uv_handle_t*) &l->tcp, handle_gone);
  uv_close((uv_handle_t*) &l->quiet, handle_gone);
}

static void too_quiet(uv_timer_t* t) { link_shut(t->data); }

static void run_job(uv_work_t* w) {
  job_t* j = w->data;
  digest(j->data, j->len);
}

static void job_over(uv_work_t* w, int status) {
  job_t* j = w->data;
  (void) status;
  link_unref(j->link);
  free(j);
}

static void grab(uv_handle_t* h, size_t want, uv_buf_t* b) {
  (void) h; (void) want;
  b->base = malloc(4096);
  b->len = b->base ? 4096 : 0;
}

static void bytes(uv_stream_t* s, ssize_t n, const uv_buf_t* b) {
  link_t* l = s->data;
  if (n > 0) {
    job_t* j = malloc(sizeof *j + n);
    uv_timer_again(&l->quiet);
    if (j == NULL) {
      link_shut(l);
    } else {
      memcpy(j->data, b->base, n);
      j->len = n;
      j->link = l;
      j->work.data = j;
      l->refs++;
      if (uv_queue_work(s->loop, &j->work, run_job, job_over)) job_over(&j->work, 0);
    }
  } else if (n < 0) {
    link_shut(l);
  }
  free(b->base);
}

void gate_connection(uv_stream_t* srv, int st) {
  link_t* l;
  if (st < 0 || !(l = calloc(1, sizeof *l))) return;
  l->refs = 2; /* the two handles */
  uv_tcp_init(srv->loop, &l->tcp);
  uv_timer_init(srv->loop, &l->quiet);
  l->tcp.data = l->quiet.data = l;
  if (uv_accept(srv, (uv_stream_t*) &l->tcp) ||
      uv_timer_start(&l->quiet, too_quiet, 60000, 60000) ||
      uv_read_start((uv_stream_t*) &l->tcp, grab, bytes))
    link_shut(l);
}

int gate_open(uv_loop_t* loop, uv_tcp_t* srv, const char* ip, int port) {
  struct sockaddr_in a;
  int rc = uv_ip4_addr(ip, port, &a);
  if (rc) return rc;
  uv_tcp_init(loop, srv);
  rc = uv_tcp_bind(srv, (const struct sockaddr*) &a, 0);
  return rc ? rc : uv_listen((uv_stream_t*) srv, 511, gate_connection);
}
