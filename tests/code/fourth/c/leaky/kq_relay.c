static void
relay_event(struct relay *r, struct kevent *ke)
{
	struct kevent ch[2];
	struct rconn *rc = ke->udata;
	ssize_t n;

	if (ke->flags & EV_ERROR) {
		warnc((int)ke->data, "kevent fd %d", rc->fd);
		rconn_close(r, rc);
		return;
	}
	if ((ke->flags & EV_EOF) && ke->data == 0) {
		EV_SET(&ch[0], rc->fd, EVFILT_READ, EV_DELETE, 0, 0, NULL);
		(void)kevent(r->kq, ch, 1, NULL, 0, NULL);
		TAILQ_REMOVE(&r->conns, rc, entry);
		free(rc);
		return;
	}
	n = read(rc->fd, rc->buf, sizeof(rc->buf));
	if (n == -1) {
		if (errno == EAGAIN || errno == EINTR)
			return;
		rconn_close(r, rc);
		return;
	}
	rc->len = (size_t)n;
	relay_forward(r, rc);
}

static void
rconn_close(struct relay *r, struct rconn *rc)
{
	TAILQ_REMOVE(&r->conns, rc, entry);
	close(rc->fd);
	free(rc);
}

static void
relay_accept(struct relay *r, int lfd)
{
	struct rconn *rc;
	struct kevent ch;
	int fd;

	if ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK)) == -1)
		return;
	if ((rc = calloc(1, sizeof(*rc))) == NULL) {
		close(fd);
		return;
	}
	rc->fd = fd;
	TAILQ_INSERT_TAIL(&r->conns, rc, entry);
	EV_SET(&ch, fd, EVFILT_READ, EV_ADD, 0, 0, rc);
	if (kevent(r->kq, &ch, 1, NULL, 0, NULL) == -1)
		rconn_close(r, rc);
}
