/* mud.c -- line talker, select() based, since 1998. */
#define MAXPLAYERS 200
#define INSZ  1024
#define OUTSZ 16384

struct player {
	int  fd;                 /* -1 = slot free */
	int  inlen, outlen;
	char in[INSZ], out[OUTSZ];
};

static struct player pl[MAXPLAYERS];

static void kick(struct player *p)
{
	close(p->fd);
	p->fd = -1;
	p->inlen = p->outlen = 0;
}

static void tell(struct player *p, const char *s, int n)
{
	if (p->fd < 0)
		return;
	if (p->outlen + n > OUTSZ) {    /* doesn't read: out */
		kick(p);
		return;
	}
	memcpy(p->out + p->outlen, s, n);
	p->outlen += n;
}

static void newplayer(int ls)
{
	int i, on = 1, fd = accept(ls, NULL, NULL);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE)
			usleep(100000);
		return;
	}
	for (i = 0; i < MAXPLAYERS && pl[i].fd >= 0; i++)
		;
	if (i == MAXPLAYERS || fd >= FD_SETSIZE || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		close(fd);
		return;
	}
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	pl[i].fd = fd;
	pl[i].inlen = pl[i].outlen = 0;
	tell(&pl[i], "Welcome, stranger.\n", 19);
}

static void hear(struct player *p)
{
	char *nl;
	int i, n, len;

	n = read(p->fd, p->in + p->inlen, INSZ - p->inlen);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		kick(p);
		return;
	}
	p->inlen += n;
	while (p->fd >= 0 && (nl = memchr(p->in, '\n', p->inlen)) != NULL) {
		len = nl - p->in + 1;
		for (i = 0; i < MAXPLAYERS; i++)
			tell(&pl[i], p->in, len);
		if (p->fd < 0)
			return;
		p->inlen -= len;
		memmove(p->in, p->in + len, p->inlen);
	}
	if (p->inlen == INSZ)
		kick(p);
}

static void flushout(struct player *p)
{
	int n = send(p->fd, p->out, p->outlen, MSG_NOSIGNAL);

	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR)
			kick(p);
		return;
	}
	p->outlen -= n;
	memmove(p->out, p->out + n, p->outlen);
}
