#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 1000

/* Presence service of the lift controllers: they connect, send a dot now and
 * then and expect the same dot back. */
static struct pollfd pfd[SLOTS + 1];
static time_t seen[SLOTS + 1];
static int used = 1;
static int spare = -1;

static void slot_free(int i)
{
	close(pfd[i].fd);
	used--;
	pfd[i] = pfd[used];
	seen[i] = seen[used];
}

static void door(void)
{
	int fd = accept(pfd[0].fd, NULL, NULL);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
		/* give the spare one up to get rid of the caller politely */
		close(spare);
		fd = accept(pfd[0].fd, NULL, NULL);
		if (fd >= 0)
			close(fd);
		spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (spare < 0)
			usleep(100000);
		return;
	}
	if (fd < 0)
		return;
	if (used > SLOTS || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		close(fd);
		return;
	}
	pfd[used].fd = fd;
	pfd[used].events = POLLIN;
	pfd[used].revents = 0;
	seen[used++] = time(NULL);
}

static int dot(int fd)
{
	char c[16];
	ssize_t n = recv(fd, c, sizeof c, 0);

	if (n == 0)
		return -1;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	/* a controller that lets a full buffer of dots pile up is broken */
	return send(fd, c, n, MSG_NOSIGNAL) == n ? 0 : -1;
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(2750) };
	int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, SOMAXCONN) < 0) {
		perror("liftd");
		return 1;
	}
	spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	pfd[0].fd = s;
	pfd[0].events = POLLIN;
	for (;;) {
		time_t t;

		if (poll(pfd, used, 5000) < 0 && errno != EINTR)
			return 1;
		t = time(NULL);
		for (int i = used - 1; i > 0; i--) {
			if (pfd[i].revents) {
				seen[i] = t;
				if (dot(pfd[i].fd) < 0)
					slot_free(i);
			} else if (t - seen[i] > 180) {
				slot_free(i);
			}
		}
		if (pfd[0].revents)
			door();
	}
}
