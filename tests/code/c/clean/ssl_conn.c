#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct tls_conn {
	int fd;
	SSL *ssl;
};

static void tls_close(struct tls_conn *c)
{
	if (c->ssl) {
		SSL_shutdown(c->ssl);
		SSL_free(c->ssl);
	}
	if (c->fd >= 0)
		close(c->fd);
	free(c);
}

int tls_read(struct tls_conn *c, char *buf, int cap)
{
	int n = SSL_read(c->ssl, buf, cap);

	if (n > 0)
		return n;
	switch (SSL_get_error(c->ssl, n)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return 0;
	case SSL_ERROR_ZERO_RETURN:
	default:
		tls_close(c);
		return -1;
	}
}
