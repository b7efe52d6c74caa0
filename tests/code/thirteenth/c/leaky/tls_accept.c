/* TLS front of the remote-signature box. Called in its own thread per client;
 * fd comes in with SO_RCVTIMEO/SO_SNDTIMEO = 15 s already set. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdint.h>
#include <syslog.h>
#include <unistd.h>

extern SSL_CTX *g_ctx;
extern int sign_request(const unsigned char *in, int n, unsigned char *out, int max);

static void log_ssl(const char *what)
{
    char b[160];
    ERR_error_string_n(ERR_get_error(), b, sizeof b);
    syslog(LOG_NOTICE, "%s: %s", what, b);
}

void *sig_client(void *arg)
{
    int fd = (int)(intptr_t)arg;
    unsigned char in[1024], out[4096];
    SSL *ssl = SSL_new(g_ctx);

    if (ssl == NULL) {
        log_ssl("SSL_new");
        close(fd);
        return NULL;
    }
    SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) <= 0) {
        log_ssl("handshake");
        SSL_free(ssl);
        return NULL;
    }
    for (;;) {
        int n = SSL_read(ssl, in, sizeof in);
        if (n <= 0)
            break;
        int m = sign_request(in, n, out, sizeof out);
        if (m <= 0) {
            syslog(LOG_NOTICE, "request of %d bytes refused", n);
            break;
        }
        if (SSL_write(ssl, out, m) <= 0)
            break;
    }
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
    return NULL;
}
