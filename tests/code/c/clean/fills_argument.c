static int
talk_open(struct talk *t, const char *host)
{
	int fd = dial(host);

	memset(t, 0, sizeof *t);
	if (fd < 0)
		return -1;
	t->in = fdopen(fd, "r+");
	if (!t->in)
		close(fd);
	if (!t->in || greet(t) < 0) {
		talk_shut(t);
		return -1;
	}
	return 0;
}

static void
talk_shut(struct talk *t)
{
	if (t->in)
		fclose(t->in);
	t->in = NULL;
}

int
talk(const char *host, const char *what)
{
	struct talk t;
	int rc = -1;

	if (talk_open(&t, host) < 0)
		return -1;
	if (fputs(what, t.in) >= 0 && fflush(t.in) == 0)
		rc = 0;
	talk_shut(&t);
	return rc;
}
