#include <poll.h>

#define MAXC 512
static struct pollfd pfds[MAXC];
static char *nicks[MAXC];
static int npfd;

static void add_client(int ls)
{
  int c = accept(ls, 0, 0);
  if (c == -1) { perror("accept"); sleep(1); return; }
  if (npfd == MAXC) { close(c); return; }
  int on = 1;
  setsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  fcntl(c, F_SETFL, O_NONBLOCK);
  pfds[npfd].fd = c;
  pfds[npfd].events = POLLIN;
  nicks[npfd++] = 0;
}

static void drop(int i)
{
  free(nicks[i]);
  pfds[i] = pfds[npfd - 1];
  nicks[i] = nicks[npfd - 1];
  npfd--;
}

static void turn(int ls)
{
  char line[1024];
  if (poll(pfds, npfd, 30000) <= 0) return;
  if (pfds[0].revents & POLLIN) add_client(ls);
  for (int i = npfd - 1; i > 0; i--) {
    if (!(pfds[i].revents & (POLLIN | POLLHUP | POLLERR))) continue;
    ssize_t n = read(pfds[i].fd, line, sizeof line);
    if (n > 0) { broadcast(i, line, n); continue; }
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    drop(i);
  }
}
