/* Weather station collector. Runs on the old SPARC too, so select() it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/select.h>
#include <netinet/in.h>

static fd_set want;
static int maxfd;
static time_t heard[FD_SETSIZE];

static void hang_up(int fd, const char *why)
{
  fprintf(stderr, "wx: station %d: %s\n", fd, why);
  FD_CLR(fd, &want);
  close(fd);
}

static void newcomer(int l)
{
  int fd = accept(l, 0, 0);
  if (fd < 0) { perror("wx: accept"); sleep(1); return; }
  if (fd >= FD_SETSIZE) { close(fd); return; }
  FD_SET(fd, &want);
  heard[fd] = time(0);
  if (fd > maxfd) maxfd = fd;
}

static void reading(int fd)
{
  char buf[129];
  double temp, hpa;
  ssize_t n = recv(fd, buf, sizeof buf - 1, 0);

  if (n < 0) {
    if (errno == EINTR || errno == EAGAIN) return;
    hang_up(fd, strerror(errno));
    return;
  }
  if (n == 0) {
    fprintf(stderr, "wx: station %d has sent all it had\n", fd);
    FD_CLR(fd, &want);
    return;
  }
  heard[fd] = time(0);
  buf[n] = 0;
  if (sscanf(buf, "T%lf P%lf", &temp, &hpa) == 2)
    printf("%ld %d %.1f %.1f\n", (long)heard[fd], fd, temp, hpa);
}

int main(int argc, char **argv)
{
  struct sockaddr_in sa;
  int l, fd;

  memset(&sa, 0, sizeof sa);
  sa.sin_family = AF_INET;
  sa.sin_port = htons(argc > 1 ? atoi(argv[1]) : 8087);
  l = socket(AF_INET, SOCK_STREAM, 0);
  if (l < 0 || bind(l, (struct sockaddr *)&sa, sizeof sa) < 0 || listen(l, 64) < 0) {
    perror("wx");
    exit(1);
  }
  FD_ZERO(&want);
  FD_SET(l, &want);
  maxfd = l;
  for (;;) {
    fd_set rd = want;
    struct timeval tick = { 10, 0 };
    if (select(maxfd + 1, &rd, 0, 0, &tick) < 0) continue;
    for (fd = 0; fd <= maxfd; fd++) {
      if (fd == l) { if (FD_ISSET(l, &rd)) newcomer(l); continue; }
      if (!FD_ISSET(fd, &want)) continue;
      if (FD_ISSET(fd, &rd)) reading(fd);
      else if (time(0) - heard[fd] > 900) hang_up(fd, "silent");
    }
    fflush(stdout);
  }
}
