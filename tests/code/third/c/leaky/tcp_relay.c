struct relay {
	int	cfd;
	int	ufd;
	time_t	started;
	TAILQ_ENTRY(relay) entry;
};

static TAILQ_HEAD(, relay) relays = TAILQ_HEAD_INITIALIZER(relays);

static int
dial_backend(const struct sockaddr_in *sin)
{
	int s;

	if ((s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1)
		return (-1);
	if (connect(s, (const struct sockaddr *)sin, sizeof(*sin)) == -1) {
		close(s);
		return (-1);
	}
	return (s);
}

static void
relay_accept(int lfd, const struct sockaddr_in *backend)
{
	struct relay *r;
	int cfd, ufd;

	cfd = accept(lfd, NULL, NULL);
	if (cfd == -1) {
		log_warn("accept");
		return;
	}
	ufd = dial_backend(backend);
	if (ufd == -1) {
		log_warn("backend %s unreachable", inet_ntoa(backend->sin_addr));
		return;
	}
	r = calloc(1, sizeof(*r));
	if (r == NULL) {
		close(cfd);
		close(ufd);
		return;
	}
	r->cfd = cfd;
	r->ufd = ufd;
	r->started = time(NULL);
	TAILQ_INSERT_TAIL(&relays, r, entry);
}

static void
relay_free(struct relay *r)
{
	TAILQ_REMOVE(&relays, r, entry);
	close(r->cfd);
	close(r->ufd);
	free(r);
}
