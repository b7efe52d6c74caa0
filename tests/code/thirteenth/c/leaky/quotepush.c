/* quote publisher - fan out of price lines to the desks (single thread, epoll) */
struct desk {
	int		 fd;		/* non-blocking */
	char		 name[12];
	uint64_t	 sent;
	struct desk	*next;
};

static struct desk *desks;

static void
desk_gone(int ep, struct desk *d)
{
	struct desk **pp;

	for (pp = &desks; *pp != NULL; pp = &(*pp)->next)
		if (*pp == d) {
			*pp = d->next;
			break;
		}
	epoll_ctl(ep, EPOLL_CTL_DEL, d->fd, NULL);
	close(d->fd);
	log_info("desk %s off after %" PRIu64 " quotes", d->name, d->sent);
	free(d);
}

void
publish_quote(const char *isin, int64_t bid, int64_t ask)
{
	char		 line[96];
	int		 n;
	struct desk	*d;

	n = snprintf(line, sizeof(line), "Q|%s|%" PRId64 "|%" PRId64 "\n", isin, bid, ask);
	for (d = desks; d != NULL; d = d->next) {
		write(d->fd, line, n);
		d->sent++;
	}
}

/* desks only ever talk to us to say goodbye, but read what they send */
void
desk_event(int ep, struct desk *d)
{
	char	 junk[256];
	ssize_t	 r;

	for (;;) {
		r = read(d->fd, junk, sizeof(junk));
		if (r > 0)
			continue;
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0 && errno == EAGAIN)
			return;
		desk_gone(ep, d);
		return;
	}
}

int
desk_new(int ep, int lfd)
{
	struct desk		*d;
	struct epoll_event	 ev;
	int			 fd, on = 1;

	if ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if ((d = calloc(1, sizeof(*d))) == NULL) {
		close(fd);
		return -1;
	}
	d->fd = fd;
	ev.events = EPOLLIN | EPOLLRDHUP;
	ev.data.ptr = d;
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
		close(fd);
		free(d);
		return -1;
	}
	d->next = desks;
	desks = d;
	return 0;
}
