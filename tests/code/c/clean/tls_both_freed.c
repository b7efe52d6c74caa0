int
book(SSL_CTX *ctx, const char *host, const char *text)
{
	int fd = dial(host), rc = -1;
	SSL *ssl;

	if (fd < 0)
		return -EIO;
	ssl = SSL_new(ctx);
	if (!ssl || !SSL_set_fd(ssl, fd))
		goto out;
	if (SSL_connect(ssl) == 1 && SSL_write(ssl, text, (int)strlen(text)) > 0)
		rc = 0;
out:
	SSL_free(ssl);
	close(fd);
	return rc;
}

static int
exchange(struct unit *u, char *answer, size_t n)
{
	ssize_t got = recv(u->fd, answer, n, 0);

	if (got == 0)
		return -ECONNRESET;
	if (got < 0)
		return -errno;
	return 0;
}

int
command(struct unit *u, char *answer, size_t n)
{
	int rc = -ENOTCONN;

	for (int tries = 0; tries < 2; tries++) {
		if (u->fd == -1 && unit_connect(u) < 0)
			break;
		rc = exchange(u, answer, n);
		if (rc == 0)
			return 0;
		unit_disconnect(u);
	}
	return rc;
}
