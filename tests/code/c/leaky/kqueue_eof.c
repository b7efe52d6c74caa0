#include <sys/event.h>
#include <sys/socket.h>
#include <stdlib.h>
#include <unistd.h>

struct client {
	int fd;
	char *name;
};

static void client_free(struct client *c)
{
	free(c->name);
	free(c);
}

void loop(int kq, int lfd)
{
	struct kevent ev[64], ch;

	for (;;) {
		int n = kevent(kq, NULL, 0, ev, 64, NULL);
		for (int i = 0; i < n; i++) {
			if ((int)ev[i].ident == lfd) {
				int fd = accept(lfd, NULL, NULL);
				struct client *c;
				if (fd < 0)
					continue;
				c = calloc(1, sizeof *c);
				c->fd = fd;
				EV_SET(&ch, fd, EVFILT_READ, EV_ADD, 0, 0, c);
				kevent(kq, &ch, 1, NULL, 0, NULL);
				continue;
			}
			struct client *c = ev[i].udata;
			if (ev[i].flags & EV_EOF) { /* expect: close-wait-leak */
				EV_SET(&ch, c->fd, EVFILT_READ, EV_DELETE, 0, 0, NULL);
				kevent(kq, &ch, 1, NULL, 0, NULL);
				client_free(c);
				continue;
			}
			char buf[512];
			ssize_t got = read(c->fd, buf, sizeof buf);
			if (got < 0) {
				close(c->fd);
				client_free(c);
			}
		}
	}
}
