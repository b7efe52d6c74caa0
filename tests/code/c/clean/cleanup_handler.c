struct call {
	int fd;
};

static void
over(void *p)
{
	struct call *c = p;

	close(c->fd);
	free(c);
}

static int
put(int fd, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t w = send(fd, s, n, MSG_NOSIGNAL);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return 0;
		s += w;
		n -= (size_t)w;
	}
	return 1;
}

void *
answer(void *p)
{
	struct call *c = p;
	char line[64];
	ssize_t n;

	pthread_cleanup_push(over, c);
	while ((n = recv(c->fd, line, sizeof line, 0)) > 0)
		if (!put(c->fd, line, (size_t)n))
			pthread_exit(NULL);
	pthread_cleanup_pop(1);
	return NULL;
}

void
turn_away(int fd)
{
	static const char text[] = "421 later\r\n";

	send(fd, text, sizeof text - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	shutdown(fd, SHUT_WR);
}
