#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* front process: accepts and gives the sockets to the workers over unix sockets */

struct worker {
	int chan;
	unsigned given;
};

static int give(int chan, int fd)
{
	char dummy = 'c';
	struct iovec io = { &dummy, 1 };
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} u;
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = u.buf, .msg_controllen = sizeof u.buf };
	struct cmsghdr *h;
	ssize_t r;

	memset(&u, 0, sizeof u);
	h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
	do
		r = sendmsg(chan, &m, MSG_NOSIGNAL);
	while (r < 0 && errno == EINTR);
	return r == 1 ? 0 : -1;
}

static void decline(int fd)
{
	struct timeval tv = { 0, 50000 };
	char junk[1024];
	int i;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	(void)!send(fd, "-ERR down\r\n", 11, MSG_NOSIGNAL | MSG_DONTWAIT);
	shutdown(fd, SHUT_WR);
	for (i = 0; i < 4 && recv(fd, junk, sizeof junk, 0) > 0; i++)
		;
	close(fd);
}

void front(int lfd, struct worker *w, int nw)
{
	int next = 0;

	for (;;) {
		int i, ok = 0, fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0) {
			if (errno != EINTR && errno != ECONNABORTED)
				usleep(50000);
			continue;
		}
		for (i = 0; i < nw && !ok; i++, next = (next + 1) % nw) {
			if (w[next].chan < 0)
				continue;
			if (give(w[next].chan, fd) == 0) {
				w[next].given++;
				ok = 1;
			} else {
				perror("worker");
				close(w[next].chan);
				w[next].chan = -1;
			}
		}
		if (ok)
			close(fd); /* the worker has its own by now */
		else
			decline(fd);
	}
}
