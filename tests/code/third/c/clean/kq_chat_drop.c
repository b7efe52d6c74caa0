struct member {
	int fd;
	char nick[32];
	struct member *next;
};

static struct member *room;
static int kq;

static void
join(int lfd)
{
	struct kevent ch;
	struct member *m;
	int one = 1;
	int fd = accept(lfd, NULL, NULL);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			usleep(100000);
		return;
	}
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	m = calloc(1, sizeof(*m));
	m->fd = fd;
	m->next = room;
	room = m;
	EV_SET(&ch, fd, EVFILT_READ, EV_ADD, 0, 0, m);
	kevent(kq, &ch, 1, NULL, 0, NULL);
}

static void
part(struct member *m)
{
	struct member **pp;

	for (pp = &room; *pp; pp = &(*pp)->next)
		if (*pp == m) {
			*pp = m->next;
			break;
		}
	close(m->fd);	/* the knote goes with it */
	free(m);
}

static void
loop(int lfd)
{
	struct kevent evs[64];
	char buf[1024];
	int i, n;

	for (;;) {
		n = kevent(kq, NULL, 0, evs, 64, NULL);
		for (i = 0; i < n; i++) {
			struct member *m = evs[i].udata;
			if ((int)evs[i].ident == lfd) {
				join(lfd);
				continue;
			}
			ssize_t r = read(m->fd, buf, sizeof(buf));
			if (r > 0)
				broadcast(m, buf, r);
			else if (r == 0 || errno != EAGAIN)
				part(m);
		}
	}
}
