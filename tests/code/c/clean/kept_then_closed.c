int
tls_start(SSL_CTX *ctx, int fd, struct secure *c)
{
	c->fd = fd;
	c->ssl = SSL_new(ctx);
	if (!c->ssl) {
		close(fd);
		return -1;
	}
	SSL_set_fd(c->ssl, fd);
	if (SSL_accept(c->ssl) != 1) {
		log_error("no handshake");
		SSL_free(c->ssl);
		c->ssl = NULL;
		close(fd);
		return -1;
	}
	return 0;
}

static void
talk_end(struct secure *c)
{
	SSL_free(c->ssl);
	close(c->fd);
}

int
talk_start(SSL_CTX *ctx, int fd, struct secure *c)
{
	if (!ctx) {
		close(fd);
		return -1;
	}
	c->fd = fd;
	c->ssl = SSL_new(ctx);
	if (!c->ssl || !SSL_set_fd(c->ssl, fd)) {
		talk_end(c);
		return -1;
	}
	return 0;
}
