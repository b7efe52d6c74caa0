#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>

/* Control of the shop's music player: stdio in both directions. */
typedef struct player {
  FILE *in;
  FILE *out;
} player;

void player_close(player *p)
{
  if (!p) return;
  if (p->out) fclose(p->out);
  if (p->in) fclose(p->in);
  free(p);
}

static player *player_wrap(int fd)
{
  player *p = calloc(1, sizeof *p);
  int fd2 = dup(fd);

  if (!p || fd2 < 0) {
    if (fd2 >= 0) close(fd2);
    close(fd);
    free(p);
    return NULL;
  }
  p->in = fdopen(fd, "r");
  if (!p->in) close(fd);
  p->out = fdopen(fd2, "w");
  if (!p->out) close(fd2);
  if (!p->in || !p->out) {
    player_close(p);
    return NULL;
  }
  return p;
}

player *player_open(const char *host)
{
  struct addrinfo hint = {0}, *r;
  struct timeval tv = {10, 0};
  char hello[128];
  player *p;
  int fd;

  hint.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host, "6600", &hint, &r)) return NULL;
  fd = socket(r->ai_family, r->ai_socktype, r->ai_protocol);
  if (fd >= 0) {
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(fd, r->ai_addr, r->ai_addrlen) < 0) {
      close(fd);
      fd = -1;
    }
  }
  freeaddrinfo(r);
  if (fd < 0) return NULL;

  if (!(p = player_wrap(fd))) return NULL;
  if (!fgets(hello, sizeof hello, p->in) || strncmp(hello, "OK MPD ", 7)) {
    player_close(p);
    return NULL;
  }
  return p;
}

/* 0 OK, 1 refused, -1 connection gone (the caller then closes) */
int player_cmd(player *p, const char *cmd, void (*line)(const char *))
{
  char buf[1024];

  if (fprintf(p->out, "%s\n", cmd) < 0 || fflush(p->out)) return -1;
  while (fgets(buf, sizeof buf, p->in)) {
    if (!strcmp(buf, "OK\n")) return 0;
    if (!strncmp(buf, "ACK ", 4)) return 1;
    if (line) line(buf);
  }
  return -1;
}
