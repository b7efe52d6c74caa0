#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 120

static struct pollfd seats[MOST];
static time_t heard[MOST];
static int taken;

static void
vacate(int i)
{
	taken--;
	seats[i] = seats[taken];
	heard[i] = heard[taken];
}

void
seat(int fd)
{
	if (taken == MOST) {
		close(fd);
		return;
	}
	seats[taken] = (struct pollfd){ .fd = fd, .events = POLLIN };
	heard[taken++] = time(NULL);
}

void
round_once(void)
{
	char word[128];

	if (poll(seats, (nfds_t)taken, 1000) < 0)
		return;
	for (int i = taken; i-- > 0;) {
		ssize_t n;

		if (!seats[i].revents)
			continue;
		n = recv(seats[i].fd, word, sizeof word, MSG_DONTWAIT);
		if (n > 0) {
			heard[i] = time(NULL);
			continue;
		}
		if (n < 0 && errno == EAGAIN)
			continue;
		close(seats[i].fd);
		vacate(i);
	}
	for (int i = taken; i-- > 0;)
		if (heard[i] + 600 < time(NULL)) {
			printf("seat %d sleeps\n", seats[i].fd);
			close(seats[i].fd);
			vacate(i);
		}
}
