/* lap counter for the kart track. scoreboards connect, max 16 of them */
#include <stdio.h>
#include <errno.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/select.h>
#include <sys/socket.h>

#define BOARDS 16
static int board[BOARDS];

void boards_init(void)
{
  int i;
  for (i = 0; i < BOARDS; i++) board[i] = -1;
}

static void board_off(int i)
{
  close(board[i]);
  board[i] = -1;
}

static void board_on(int lfd)
{
  int i, fd = accept(lfd, 0, 0);
  if (fd < 0) {
    if (errno == EMFILE || errno == ENFILE) usleep(200000);
    return;
  }
  if (fd >= FD_SETSIZE) { close(fd); return; }
  for (i = 0; i < BOARDS; i++) {
    if (board[i] < 0) {
      fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
      board[i] = fd;
      return;
    }
  }
  printf("no place for another scoreboard\n");
  close(fd);
}

void lap_done(int kart, int lap, double secs)
{
  char t[64];
  int i, n = snprintf(t, sizeof t, "%d;%d;%.3f\n", kart, lap, secs);
  for (i = 0; i < BOARDS; i++) {
    if (board[i] < 0) continue;
    if (send(board[i], t, n, MSG_NOSIGNAL) != n) {
      printf("board %d does not keep up\n", i);
      board_off(i);
    }
  }
}

void boards_step(int lfd)
{
  fd_set rd;
  char c[64];
  int i, top = lfd;
  struct timeval tv = { 0, 20000 };

  FD_ZERO(&rd);
  FD_SET(lfd, &rd);
  for (i = 0; i < BOARDS; i++)
    if (board[i] >= 0) {
      FD_SET(board[i], &rd);
      if (board[i] > top) top = board[i];
    }
  if (select(top + 1, &rd, 0, 0, &tv) <= 0) return;
  for (i = 0; i < BOARDS; i++)
    if (board[i] >= 0 && FD_ISSET(board[i], &rd)) {
      int n = read(board[i], c, sizeof c);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) board_off(i);
    }
  if (FD_ISSET(lfd, &rd)) board_on(lfd);
}
