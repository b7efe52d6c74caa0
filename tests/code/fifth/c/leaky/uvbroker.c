#include <uv.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

/* Topic broker for shop-floor displays: "SUB x\n", "PUB x text\n" */

typedef struct client_s {
  uv_tcp_t handle;
  char topic[32];
  char line[1024];
  size_t used;
  struct client_s* prev;
  struct client_s* next;
} client_t;

static client_t head = { .prev = &head, .next = &head };

static void unlink_client(client_t* c) {
  c->prev->next = c->next;
  c->next->prev = c->prev;
}

static void alloc_cb(uv_handle_t* h, size_t hint, uv_buf_t* b) {
  (void) h;
  b->base = malloc(hint);
  b->len = b->base ? hint : 0;
}

static void wrote(uv_write_t* req, int status) {
  if (status < 0) fprintf(stderr, "write: %s\n", uv_strerror(status));
  free(req->data);
  free(req);
}

static void publish(const char* topic, const char* text) {
  for (client_t* c = head.next; c != &head; c = c->next) {
    if (strcmp(c->topic, topic)) continue;
    uv_write_t* req = malloc(sizeof *req);
    req->data = strdup(text);
    uv_buf_t b = uv_buf_init(req->data, strlen(text));
    if (uv_write(req, (uv_stream_t*) &c->handle, &b, 1, wrote)) { free(req->data); free(req); }
  }
}

static void one_line(client_t* c, char* s) {
  char topic[32], text[900];
  if (sscanf(s, "SUB %31s", c->topic) == 1) return;
  if (sscanf(s, "PUB %31s %899[^\n]", topic, text) == 2) publish(topic, text);
}

static void closed(uv_handle_t* h) { free(h->data); }

static void on_read(uv_stream_t* s, ssize_t nread, const uv_buf_t* b) {
  client_t* c = s->data;
  if (nread == UV_EOF) {
    uv_read_stop(s);
    unlink_client(c);
    free(b->base);
    return;
  }
  if (nread < 0 || c->used + nread >= sizeof c->line) {
    unlink_client(c);
    uv_close((uv_handle_t*) s, closed);
    free(b->base);
    return;
  }
  memcpy(c->line + c->used, b->base, nread);
  c->used += nread;
  free(b->base);
  char* nl;
  while ((nl = memchr(c->line, '\n', c->used))) {
    *nl = 0;
    one_line(c, c->line);
    c->used -= (size_t) (nl + 1 - c->line);
    memmove(c->line, nl + 1, c->used);
  }
}

void on_connection(uv_stream_t* server, int status) {
  if (status < 0) return;
  client_t* c = calloc(1, sizeof *c);
  if (!c) return;
  uv_tcp_init(server->loop, &c->handle);
  c->handle.data = c;
  if (uv_accept(server, (uv_stream_t*) &c->handle)) {
    uv_close((uv_handle_t*) &c->handle, closed);
    return;
  }
  uv_tcp_nodelay(&c->handle, 1);
  uv_tcp_keepalive(&c->handle, 1, 60);
  c->next = head.next; c->prev = &head;
  head.next->prev = c; head.next = c;
  uv_read_start((uv_stream_t*) &c->handle, alloc_cb, on_read);
}
