/* signboard: motorway signs report in, the control room's text goes out. poll(), one process. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAXSIGN 600
#define QUIET   180

struct sign { char in[256]; size_t nin; char out[1024]; size_t nout; time_t heard; };

static struct pollfd pfd[MAXSIGN + 1];	/* [0] is the listener */
static struct sign *sg[MAXSIGN + 1];
static nfds_t used = 1;

static void take_down(nfds_t i)
{
	close(pfd[i].fd);
	free(sg[i]);
	used--;
	pfd[i] = pfd[used];
	sg[i] = sg[used];
}

static void put_up(void)
{
	int one = 1, fd = accept(pfd[0].fd, NULL, NULL);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			usleep(100000);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 || !(sg[used] = calloc(1, sizeof **sg))) {
		close(fd);
		return;
	}
	sg[used]->heard = time(NULL);
	pfd[used] = (struct pollfd){ .fd = fd, .events = POLLIN };
	used++;
}

static int say(struct sign *s, const char *txt)
{
	size_t n = strlen(txt);

	if (n > sizeof s->out - s->nout)
		return -1;
	memcpy(s->out + s->nout, txt, n);
	s->nout += n;
	return 0;
}

static int talk(nfds_t i)
{
	struct sign *s = sg[i];
	char *nl;
	ssize_t n = recv(pfd[i].fd, s->in + s->nin, sizeof s->in - s->nin, 0);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		return -1;
	if (n < 0)
		return 0;
	s->heard = time(NULL);
	s->nin += (size_t)n;
	while ((nl = memchr(s->in, '\n', s->nin))) {
		*nl = '\0';
		if (say(s, strncmp(s->in, "STAT", 4) ? "ERR\n" : "SHOW 100 KM/H\n"))
			return -1;
		s->nin -= (size_t)(nl + 1 - s->in);
		memmove(s->in, nl + 1, s->nin);
	}
	return s->nin == sizeof s->in ? -1 : 0;
}

static int drain(nfds_t i)
{
	struct sign *s = sg[i];
	ssize_t n = s->nout ? send(pfd[i].fd, s->out, s->nout, MSG_NOSIGNAL) : 0;

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return -1;
	if (n > 0) {
		s->nout -= (size_t)n;
		memmove(s->out, s->out + n, s->nout);
	}
	pfd[i].events = (short)(POLLIN | (s->nout ? POLLOUT : 0));
	return 0;
}

void signboard_run(int lfd)
{
	for (;;) {
		pfd[0] = (struct pollfd){ .fd = used <= MAXSIGN ? lfd : -1, .events = POLLIN };
		if (poll(pfd, used, 10000) < 0 && errno != EINTR)
			return;
		/* downwards: what take_down() moves into a gap has had its turn */
		for (nfds_t i = used - 1; i > 0; i--) {
			int gone = (pfd[i].revents & (POLLERR | POLLNVAL)) != 0;

			if (!gone && pfd[i].revents & (POLLIN | POLLHUP))
				gone = talk(i) < 0;
			if (!gone)
				gone = drain(i) < 0;
			if (gone || time(NULL) - sg[i]->heard > QUIET)
				take_down(i);
		}
		if (pfd[0].revents & POLLIN)
			put_up();
	}
}
