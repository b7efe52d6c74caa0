/* school bell distribution, plain poll(). K&R habits, sorry -- W.T. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <errno.h>
#include <time.h>

#define NBELL 100
static struct pollfd tab[NBELL + 1];
static time_t seen[NBELL + 1];
static int ntab = 1;

static void kick(int i)
{
	close(tab[i].fd);
	ntab--;
	tab[i] = tab[ntab];
	seen[i] = seen[ntab];
}

void ring(const char *pattern)
{
	int i, n = (int)strlen(pattern);

	for (i = ntab - 1; i > 0; i--)
		if (send(tab[i].fd, pattern, n, MSG_DONTWAIT | MSG_NOSIGNAL) != n)
			kick(i);	/* bell box stuck or gone, it dials in again */
}

static void newbell(void)
{
	int fd = accept(tab[0].fd, NULL, NULL);

	if (fd < 0) {
		if (errno == EMFILE)
			sleep(1);
		return;
	}
	if (ntab > NBELL) {
		close(fd);
		return;
	}
	tab[ntab].fd = fd;
	tab[ntab].events = POLLIN;
	tab[ntab].revents = 0;
	seen[ntab++] = time(NULL);
}

void bell_loop(int lfd)
{
	char junk[128];
	int i, r;
	time_t now;

	tab[0].fd = lfd;
	tab[0].events = POLLIN;
	for (;;) {
		r = poll(tab, ntab, 1000);
		if (r < 0 && errno != EINTR)
			return;
		now = time(NULL);
		for (i = ntab - 1; r >= 0 && i > 0; i--) {
			if (tab[i].revents) {
				ssize_t n = recv(tab[i].fd, junk, sizeof junk, MSG_DONTWAIT);
				if (n > 0)
					seen[i] = now;
				else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
					kick(i);
					continue;
				}
			}
			if (now - seen[i] > 180)
				kick(i);	/* heartbeat is every 60 s */
		}
		if (r > 0 && (tab[0].revents & POLLIN))
			newbell();
	}
}
