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
		return -1; /* expect: close-wait-leak */
	}
	return 0;
}
