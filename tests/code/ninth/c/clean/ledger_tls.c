/* ledger_tls.c: posts one booking to the ledger service, TLS 1.2+ */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int ledger_dial(const char *host, int port);       /* blocking socket or -1 */

static void tell(const char *what)
{
    unsigned long e = ERR_get_error();
    fprintf(stderr, "ledger: %s: %s\n", what, e ? ERR_reason_error_string(e) : strerror(errno));
}

/* 0 booked, 1 refused, -1 trouble */
int ledger_post(SSL_CTX *ctx, const char *host, const char *doc)
{
    struct timeval tv = { .tv_sec = 15 };
    SSL *ssl = NULL;
    char ans[256];
    int rc = -1, n = 0, r;

    int sock = ledger_dial(host, 7443);
    if (sock == -1) {
        tell("connect");
        return -1;
    }
    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    ssl = SSL_new(ctx);
    if (!ssl)
        goto out;
    SSL_set_tlsext_host_name(ssl, host);
    if (!SSL_set1_host(ssl, host) || !SSL_set_fd(ssl, sock)) {
        tell("setup");
        goto out;
    }
    if (SSL_connect(ssl) != 1) {
        tell("handshake");
        goto out;
    }
    if (SSL_write(ssl, doc, (int)strlen(doc)) <= 0) {
        tell("write");
        goto out;
    }
    while (n < (int)sizeof ans - 1) {
        r = SSL_read(ssl, ans + n, (int)sizeof ans - 1 - n);
        if (r <= 0) {
            if (SSL_get_error(ssl, r) != SSL_ERROR_ZERO_RETURN)
                tell("read");
            break;
        }
        n += r;
        if (memchr(ans, '\n', n))
            break;
    }
    ans[n] = 0;
    if (n > 0)
        rc = strncmp(ans, "BOOKED", 6) ? 1 : 0;
    SSL_shutdown(ssl);
out:
    SSL_free(ssl);          /* NULL is fine; the fd isn't the SSL's */
    close(sock);
    return rc;
}
