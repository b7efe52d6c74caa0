#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sends the monthly emission report over TLS. The socket comes connected and
 * with timeouts from net_dial() and belongs to us from then on;
 * main() ignores SIGPIPE. */
extern int net_dial(const char *host, int port, int timeout_s);

struct link {
	int  fd;
	SSL *ssl;
};

static void link_drop(struct link *l)
{
	if (l->ssl)
		SSL_free(l->ssl);
	if (l->fd >= 0)
		close(l->fd);
	l->ssl = NULL;
	l->fd = -1;
}

static int link_open(struct link *l, SSL_CTX *ctx, const char *host)
{
	int one = 1;

	l->ssl = NULL;
	if ((l->fd = net_dial(host, 8443, 20)) < 0)
		return -1;
	setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if ((l->ssl = SSL_new(ctx)) == NULL ||
	    SSL_set1_host(l->ssl, host) != 1 ||
	    SSL_set_tlsext_host_name(l->ssl, host) != 1 ||
	    SSL_set_fd(l->ssl, l->fd) != 1 ||
	    SSL_connect(l->ssl) != 1) {
		ERR_print_errors_fp(stderr);
		link_drop(l);
		return -1;
	}
	return 0;
}

static int put(struct link *l, const char *p, size_t n)
{
	while (n > 0) {
		int w = SSL_write(l->ssl, p, n > 16384 ? 16384 : (int)n);
		if (w <= 0)
			return -1;
		p += w;
		n -= w;
	}
	return 0;
}

int send_report(SSL_CTX *ctx, const char *host, FILE *rep, char *receipt, size_t rlen)
{
	struct link l;
	char buf[16384];
	size_t n, have = 0;
	int r, rc = -1;

	if (link_open(&l, ctx, host) < 0)
		return -1;
	while ((n = fread(buf, 1, sizeof buf, rep)) > 0)
		if (put(&l, buf, n) < 0)
			goto done;
	if (ferror(rep) || put(&l, "\n.\n", 3) < 0)
		goto done;
	while (have < rlen - 1 && (r = SSL_read(l.ssl, receipt + have, (int)(rlen - 1 - have))) > 0) {
		have += r;
		if (receipt[have - 1] == '\n')
			break;
	}
	receipt[have] = 0;
	if (strncmp(receipt, "ACCEPTED ", 9) == 0)
		rc = 0;
	if (SSL_shutdown(l.ssl) == 0)
		SSL_shutdown(l.ssl);
done:
	if (rc < 0)
		ERR_print_errors_fp(stderr);
	link_drop(&l);
	return rc;
}
