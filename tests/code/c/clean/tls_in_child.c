/* TLS echo with OpenSSL, one process per client */
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>
#include <stdio.h>
#include <errno.h>
static void serve(SSL_CTX *ctx, int fd)
{
	char buf[4096];
	int n;
	SSL *ssl = SSL_new(ctx);
	if (!ssl)
		goto out;
	SSL_set_fd(ssl, fd);
	if (SSL_accept(ssl) != 1) {
		ERR_print_errors_fp(stderr);
		goto out;
	}
	while ((n = SSL_read(ssl, buf, sizeof buf)) > 0)
		if (SSL_write(ssl, buf, n) != n)
			break;
	SSL_shutdown(ssl);
out:
	SSL_free(ssl);
	close(fd);
}
int main(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	extern int make_listener(const char *port, int backlog);
	int l = make_listener("4433", SOMAXCONN);
	signal(SIGCHLD, SIG_IGN);
	if (!ctx || l < 0)
		return 1;
	for (;;) {
		int fd = accept(l, NULL, NULL);
		pid_t pid;
		if (fd < 0) {
			if (errno == EINTR)
				continue;
			perror("accept");
			sleep(1);
			continue;
		}
		pid = fork();
		if (pid == 0) {
			close(l);
			serve(ctx, fd);
			_exit(0);
		}
		if (pid < 0)
			perror("fork");
		close(fd);
	}
}
