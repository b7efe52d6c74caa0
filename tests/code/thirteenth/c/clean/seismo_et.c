/* seismometer ingest, edge triggered. Stations send 512-byte miniSEED records. */
#define RECLEN 512

struct station {
	int fd;
	unsigned fill;
	unsigned char rec[RECLEN];
	struct station *next;		/* deferred free */
};

static struct station *graveyard;

/* read until the kernel has nothing more; -1 when the station is finished */
static int
station_drain(struct station *st)
{
	for (;;) {
		ssize_t n = read(st->fd, st->rec + st->fill, RECLEN - st->fill);

		if (n > 0) {
			st->fill += (unsigned)n;
			if (st->fill == RECLEN) {
				record_store(st->rec);
				st->fill = 0;
			}
			continue;
		}
		if (n == 0)
			return -1;
		if (errno == EINTR)
			continue;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return 0;
		log_warn("station fd %d: %s", st->fd, strerror(errno));
		return -1;
	}
}

static void
accept_all(int ep, int lfd)
{
	int fd, ka = 1, idle = 120;
	struct station *st;
	struct epoll_event ev;

	while ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		st = calloc(1, sizeof(*st));
		if (st == NULL) {
			close(fd);
			continue;
		}
		setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &ka, sizeof(ka));
		setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
		st->fd = fd;
		ev.events = EPOLLIN | EPOLLET;
		ev.data.ptr = st;
		if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
			close(fd);
			free(st);
		}
	}
	if (errno == EMFILE || errno == ENFILE)
		usleep(200000);		/* don't spin on the level-triggered listener */
}

void
ingest(int ep, int lfd)		/* lfd: level triggered, data.ptr NULL, non-blocking */
{
	struct epoll_event ev[128];
	int i, n;

	for (;;) {
		n = epoll_wait(ep, ev, 128, -1);
		for (i = 0; i < n; i++) {
			struct station *st = ev[i].data.ptr;
			if (st == NULL)
				accept_all(ep, lfd);
			else if (station_drain(st) < 0) {
				close(st->fd);
				st->next = graveyard;
				graveyard = st;
			}
		}
		while (graveyard != NULL) {
			struct station *st = graveyard;
			graveyard = st->next;
			free(st);
		}
	}
}
