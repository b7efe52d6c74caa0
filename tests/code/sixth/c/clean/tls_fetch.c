#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int dial(const char *host, const char *port);

struct tls {
	SSL *ssl;
	int fd;
	int fatal;
};

static void tls_close(struct tls *t)
{
	if (t->ssl) {
		if (!t->fatal)
			SSL_shutdown(t->ssl);
		SSL_free(t->ssl);
	}
	if (t->fd >= 0)
		close(t->fd);
	t->ssl = NULL;
	t->fd = -1;
}

static int tls_open(struct tls *t, SSL_CTX *ctx, const char *host)
{
	struct timeval tv = { 10, 0 };

	t->fatal = 1;
	t->ssl = NULL;
	t->fd = dial(host, "443");
	if (t->fd < 0)
		return -1;
	setsockopt(t->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(t->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	t->ssl = SSL_new(ctx);
	if (!t->ssl || !SSL_set_fd(t->ssl, t->fd) || !SSL_set_tlsext_host_name(t->ssl, host) ||
	    !SSL_set1_host(t->ssl, host) || SSL_connect(t->ssl) != 1) {
		ERR_print_errors_fp(stderr);
		tls_close(t);
		return -1;
	}
	t->fatal = 0;
	return 0;
}

long crl_fetch(SSL_CTX *ctx, const char *host, const char *path, FILE *to)
{
	char b[8192];
	struct tls t;
	long total = 0;
	int n = snprintf(b, sizeof b, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", path, host);

	if (n >= (int)sizeof b || tls_open(&t, ctx, host) < 0)
		return -1;
	if (SSL_write(t.ssl, b, n) != n) {
		t.fatal = 1;
		tls_close(&t);
		return -1;
	}
	while ((n = SSL_read(t.ssl, b, sizeof b)) > 0) {
		if (fwrite(b, 1, n, to) != (size_t)n) {
			tls_close(&t);
			return -1;
		}
		total += n;
	}
	if (SSL_get_error(t.ssl, n) != SSL_ERROR_ZERO_RETURN) {
		t.fatal = 1;
		total = -1;
	}
	tls_close(&t);
	return total;
}
