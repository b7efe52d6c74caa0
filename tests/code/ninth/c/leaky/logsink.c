/* logsink.c - takes syslog-over-TCP from the fleet, appends to day files. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK 4096

struct source {
  int fd;
  unsigned long bytes;
};

void dayfile_append(const char *data, size_t n);

static void source_close(struct source *src)
{
  fprintf(stderr, "source %d closed after %lu bytes\n", src->fd, src->bytes);
  close(src->fd);
  free(src);
}

static void source_add(int ep, int fd)
{
  int on = 1;
  struct source *src = calloc(1, sizeof *src);
  if (!src) {
    close(fd);
    return;
  }
  src->fd = fd;
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  struct epoll_event ev;
  ev.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
  ev.data.ptr = src;
  if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0)
    source_close(src);
}

static void source_ready(struct source *src)
{
  char chunk[CHUNK];
  ssize_t n = read(src->fd, chunk, sizeof chunk);

  if (n > 0) {
    src->bytes += n;
    dayfile_append(chunk, n);
    return;
  }
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  source_close(src);
}

void logsink_loop(int lfd)
{
  struct epoll_event evs[64], le = { .events = EPOLLIN, .data.ptr = NULL };
  int ep = epoll_create1(0);

  if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &le) < 0)
    abort();
  for (;;) {
    int i, n = epoll_wait(ep, evs, 64, -1);
    for (i = 0; i < n; i++) {
      if (evs[i].data.ptr) {
        source_ready(evs[i].data.ptr);
        continue;
      }
      int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK);
      if (fd >= 0)
        source_add(ep, fd);
      else if (errno == EMFILE || errno == ENFILE)
        usleep(100 * 1000);
    }
  }
}
