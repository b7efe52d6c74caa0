/* fragment, rack power: `pdu` outlives many commands, see rackd.c for the rest */

static void pdu_disconnect(struct pdu *p)
{
	if (p->fd != -1) {
		close(p->fd);
		p->fd = -1;
	}
}

static int pdu_connect(struct pdu *p)
{
	int on = 1;
	struct timeval tv = { .tv_sec = 3 };

	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->fd == -1)
		return -errno;
	setsockopt(p->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	setsockopt(p->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	setsockopt(p->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(p->fd, (struct sockaddr *)&p->addr, sizeof(p->addr)) == -1) {
		int e = errno;
		pdu_disconnect(p);
		return -e;
	}
	return 0;
}

static int pdu_exchange(struct pdu *p, const struct pdu_hdr *h, const void *body,
			size_t blen, struct pdu_ack *ack)
{
	struct iovec iov[2] = {
		{ (void *)h, sizeof(*h) },
		{ (void *)body, blen },
	};
	size_t left = sizeof(*ack);
	ssize_t n;

	n = writev(p->fd, iov, 2);
	if (n < 0)
		return -errno;
	if ((size_t)n != sizeof(*h) + blen)	/* 40 bytes at most, a short one is a broken link */
		return -EIO;
	while (left > 0) {
		n = recv(p->fd, (char *)ack + sizeof(*ack) - left, left, 0);
		if (n == 0)
			return -ECONNRESET;
		if (n < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		left -= n;
	}
	return 0;
}

/* one command; PDUs reboot at will, so once more over a fresh connection */
int pdu_command(struct pdu *p, uint8_t op, const void *body, size_t blen, struct pdu_ack *ack)
{
	struct pdu_hdr h = { .magic = htons(0x5044), .op = op, .len = blen };
	int tries, rc = -ENOTCONN;

	for (tries = 0; tries < 2; tries++) {
		if (p->fd == -1 && (rc = pdu_connect(p)) < 0)
			break;
		rc = pdu_exchange(p, &h, body, blen, ack);
		if (rc == 0)
			return 0;
		log_warn("pdu %s: op %u: %s", p->name, op, strerror(-rc));
		pdu_disconnect(p);
	}
	return rc;
}

void pdu_free(struct pdu *p)
{
	if (p == NULL)
		return;
	pdu_disconnect(p);
	free(p->name);
	free(p);
}
