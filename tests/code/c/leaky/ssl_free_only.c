#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct tls_conn {
	int fd;
	SSL *ssl;
};

static void *serve(void *arg)
{
	struct tls_conn *c = arg;
	char buf[1024];
	int n;

	if (SSL_accept(c->ssl) <= 0) {
		SSL_free(c->ssl); /* expect: close-wait-leak */
		free(c);
		return NULL;
	}
	while ((n = SSL_read(c->ssl, buf, sizeof buf)) > 0)
		SSL_write(c->ssl, buf, n);
	SSL_shutdown(c->ssl);
	SSL_free(c->ssl);
	close(c->fd);
	free(c);
	return NULL;
}

void accept_loop(int l, SSL_CTX *ctx)
{
	for (;;) {
		pthread_t t;
		struct tls_conn *c;
		int fd = accept(l, NULL, NULL);

		if (fd < 0)
			continue;
		c = malloc(sizeof *c);
		if (!c) {
			close(fd);
			continue;
		}
		c->fd = fd;
		c->ssl = SSL_new(ctx);
		SSL_set_fd(c->ssl, fd);
		if (pthread_create(&t, NULL, serve, c) != 0) {
			close(fd);
			SSL_free(c->ssl);
			free(c);
			continue;
		}
		pthread_detach(t);
	}
}
