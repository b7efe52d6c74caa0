static struct slot {
	int fd;
	FILE *in;
	char name[16];
} slots[64];

static void
hang(int i)
{
	close(slots[i].fd);
	slots[i].fd = -1;
}

static void
slot_free(struct slot *s)
{
	if (s->in)
		fclose(s->in);
	else
		close(s->fd);
	free(s);
}

void
serve(struct pollfd *p, int n)
{
	char line[256];

	for (int i = 0; i < n; i++) {
		if (!(p[i].revents & POLLIN))
			continue;
		ssize_t got = recv(slots[i].fd, line, sizeof line, 0);

		if (got > 0)
			take(&slots[i], line, got);
		else if (got == 0 || errno != EAGAIN)
			hang(i);
	}
}

void *
talk(void *arg)
{
	struct slot *s = arg;
	char line[256];

	s->in = fdopen(s->fd, "r");
	if (!s->in) {
		slot_free(s);
		return NULL;
	}
	while (fgets(line, sizeof line, s->in))
		take(s, line, strlen(line));
	slot_free(s);
	return NULL;
}
