struct conn {
	int fd, refs;
};

static void
conn_put(struct conn *c)
{
	if (__atomic_sub_fetch(&c->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	close(c->fd);
	free(c);
}

static void
conn_add(int ep, int fd)
{
	struct conn *c = calloc(1, sizeof *c);
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };

	if (!c) {
		close(fd);
		return;
	}
	c->fd = fd;
	c->refs = 1;
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0)
		conn_put(c);
}

void
loop(int ep, int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0)
			conn_add(ep, fd);
		else if (errno == EMFILE)
			usleep(20000);
	}
}
