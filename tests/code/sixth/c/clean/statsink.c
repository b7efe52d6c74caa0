#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX 200

static struct {
	time_t seen[MAX];
	size_t fill[MAX];
	char line[MAX][256];
} st;
static struct pollfd pf[MAX + 1];
static int n = 1;

static void leave(int i)
{
	close(pf[i].fd);
	n--;
	/* the last one moves into the hole */
	if (i != n) {
		pf[i] = pf[n];
		st.seen[i - 1] = st.seen[n - 1];
		st.fill[i - 1] = st.fill[n - 1];
		memcpy(st.line[i - 1], st.line[n - 1], sizeof st.line[0]);
	}
}

static int feed(int i)
{
	char *l = st.line[i - 1], *e;
	size_t *f = &st.fill[i - 1];
	ssize_t r = read(pf[i].fd, l + *f, sizeof st.line[0] - *f);

	if (r < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	if (r == 0)
		return -1;
	*f += r;
	st.seen[i - 1] = time(NULL);
	while ((e = memchr(l, '\n', *f))) {
		printf("%.*s\n", (int)(e - l), l);
		*f -= e + 1 - l;
		memmove(l, e + 1, *f);
	}
	if (*f == sizeof st.line[0])
		*f = 0; /* too long, the rest of it is noise */
	return 0;
}

void sink(int lfd)
{
	int i, c;

	pf[0].fd = lfd;
	for (;;) {
		/* when full, new ones wait in the backlog until somebody leaves */
		pf[0].events = n <= MAX ? POLLIN : 0;
		if (poll(pf, n, 2000) < 0 && errno != EINTR)
			return;
		for (i = n - 1; i > 0; i--) {
			if (pf[i].revents && feed(i) < 0)
				leave(i);
			else if (time(NULL) - st.seen[i - 1] > 60)
				leave(i);
		}
		if (!(pf[0].revents & POLLIN) || n > MAX)
			continue;
		c = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (c < 0) {
			if (errno == EMFILE || errno == ENFILE)
				usleep(50000);
			continue;
		}
		pf[n] = (struct pollfd){ .fd = c, .events = POLLIN };
		st.seen[n - 1] = time(NULL);
		st.fill[n - 1] = 0;
		n++;
	}
}
