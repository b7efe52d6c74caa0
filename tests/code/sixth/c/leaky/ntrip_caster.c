#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROVERS 128

struct rover {
	int used;
	int fd;
	char mount[32];
	unsigned long sent;
};

static struct rover tab[ROVERS];

static void rover_free(struct rover *r)
{
	printf("rover on %s gone, %lu bytes\n", r->mount, r->sent);
	memset(r, 0, sizeof *r);
}

static void rover_input(struct rover *r)
{
	char buf[256];
	ssize_t n = recv(r->fd, buf, sizeof buf - 1, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		rover_free(r);
		return;
	}
	buf[n] = 0;
	if (sscanf(buf, "GET /%31s", r->mount) == 1)
		printf("rover wants %s\n", r->mount);
}

static void admit(int lfd)
{
	int i, on = 1, fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			usleep(50000);
		return;
	}
	for (i = 0; tab[i].used; i++)
		;
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	tab[i].used = 1;
	tab[i].fd = fd;
}

void caster(int lfd)
{
	struct pollfd p[ROVERS + 1];
	struct rover *who[ROVERS + 1];
	int i, n;

	for (;;) {
		n = 1;
		p[0].fd = lfd;
		for (i = 0; i < ROVERS; i++)
			if (tab[i].used) {
				p[n].fd = tab[i].fd;
				p[n].events = POLLIN;
				who[n++] = &tab[i];
			}
		p[0].events = n <= ROVERS ? POLLIN : 0;
		if (poll(p, n, 1000) <= 0)
			continue;
		for (i = 1; i < n; i++)
			if (p[i].revents)
				rover_input(who[i]);
		if (p[0].revents & POLLIN)
			admit(lfd);
	}
}
