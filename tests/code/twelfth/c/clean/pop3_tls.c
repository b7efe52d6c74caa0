/* mbcount: how many messages wait in the dispatch mailbox (for the wall panel) */
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

static int line(BIO *b, char *buf, int cap)
{
	int n = 0;

	while (n < cap - 1) {
		int k = BIO_gets(b, buf + n, cap - n);
		if (k <= 0)
			return -1;
		n += k;
		if (buf[n - 1] == '\n')
			break;
	}
	buf[n] = 0;
	return strncmp(buf, "+OK", 3) == 0 ? 0 : -1;
}

/* conn: connected socket with 10s timeouts, stays the caller's */
int mbcount(SSL_CTX *ctx, int conn, const char *host, const char *user, const char *pass)
{
	SSL *ssl = NULL;
	BIO *top = NULL, *lay;
	char buf[512];
	int count = -1, bytes;

	if (!(ssl = SSL_new(ctx)) || SSL_set_fd(ssl, conn) != 1)
		goto end;
	SSL_set_tlsext_host_name(ssl, host);
	if (SSL_connect(ssl) != 1)
		goto end;
	if (!(top = BIO_new(BIO_f_buffer())))
		goto end;
	if (!(lay = BIO_new(BIO_f_ssl())))
		goto end;
	BIO_set_ssl(lay, ssl, BIO_NOCLOSE);
	top = BIO_push(top, lay);

	if (line(top, buf, sizeof buf))
		goto end;
	BIO_printf(top, "USER %s\r\n", user);
	if (BIO_flush(top) != 1 || line(top, buf, sizeof buf))
		goto end;
	BIO_printf(top, "PASS %s\r\n", pass);
	if (BIO_flush(top) != 1 || line(top, buf, sizeof buf)) {
		fprintf(stderr, "mbcount: login as %s refused\n", user);
		goto end;
	}
	BIO_puts(top, "STAT\r\n");
	if (BIO_flush(top) != 1 || line(top, buf, sizeof buf))
		goto end;
	if (sscanf(buf, "+OK %d %d", &count, &bytes) != 2)
		count = -1;
	BIO_puts(top, "QUIT\r\n");
	if (BIO_flush(top) == 1)
		line(top, buf, sizeof buf);
	SSL_shutdown(ssl);
end:
	BIO_free_all(top);
	SSL_free(ssl);
	return count;
}
