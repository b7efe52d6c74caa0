/* license server, all CAD seats ask for a token at 08:00 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int issue_token(const char *seat, char *out, int outlen);

static int open_port(unsigned short port)
{
  struct sockaddr_in me;
  int yes = 1;
  int s = socket(PF_INET, SOCK_STREAM, 0);

  if (s < 0) return -1;
  memset(&me, 0, sizeof(me));
  me.sin_family = AF_INET;
  me.sin_addr.s_addr = htonl(INADDR_ANY);
  me.sin_port = htons(port);
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (bind(s, (struct sockaddr *)&me, sizeof(me)) < 0) { close(s); return -1; }
  if (listen(s, 1) < 0) { close(s); return -1; }
  return s;
}

static void *seat_main(void *v)
{
  int fd = (int)(intptr_t)v;
  struct timeval tv = { 10, 0 };
  char seat[65], tok[256];
  ssize_t n;

  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
  n = recv(fd, seat, 64, MSG_WAITALL);
  if (n == 64) {
    int len;
    seat[64] = 0;
    len = issue_token(seat, tok, sizeof(tok));
    if (len > 0 && send(fd, tok, len, MSG_NOSIGNAL) != len)
      fprintf(stderr, "seat %s: token not delivered\n", seat);
  }
  close(fd);
  return NULL;
}

int main(void)
{
  int l = open_port(27000);
  if (l < 0) { perror("license port"); return 1; }
  for (;;) {
    pthread_t t;
    int fd = accept(l, NULL, NULL);
    if (fd < 0) { usleep(10000); continue; }
    if (pthread_create(&t, NULL, seat_main, (void *)(intptr_t)fd)) { close(fd); continue; }
    pthread_detach(t);
  }
}
