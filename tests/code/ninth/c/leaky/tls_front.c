/* TLS terminator in front of the HL7 receiver (hospital LAN) */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct {
    int  fd;
    SSL *ssl;
} tlsconn_t;

int  hl7_handle(const char *msg, int len, char *ack, int acklen);

/* Takes over 'fd'. Returns 0 with *c filled in. */
static int tls_begin(SSL_CTX *ctx, int fd, tlsconn_t *c)
{
    struct timeval tv = { 20, 0 };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    c->fd = fd;
    c->ssl = SSL_new(ctx);
    if (c->ssl == NULL) {
        close(fd);
        return -1;
    }
    SSL_set_fd(c->ssl, fd);
    if (SSL_accept(c->ssl) != 1) {
        char e[256];
        ERR_error_string_n(ERR_get_error(), e, sizeof e);
        fprintf(stderr, "handshake: %s\n", e);
        SSL_free(c->ssl);
        c->ssl = NULL;
        return -1;
    }
    return 0;
}

static void tls_end(tlsconn_t *c)
{
    SSL_shutdown(c->ssl);
    SSL_free(c->ssl);
    close(c->fd);
}

void *hl7_conn(SSL_CTX *ctx, int fd)
{
    tlsconn_t c;
    char msg[32768], ack[1024];
    int n, alen;

    if (tls_begin(ctx, fd, &c) < 0)
        return NULL;

    for (;;) {
        n = SSL_read(c.ssl, msg, sizeof msg);
        if (n <= 0)
            break;
        alen = hl7_handle(msg, n, ack, sizeof ack);
        if (alen < 0)
            break;
        if (SSL_write(c.ssl, ack, alen) <= 0)
            break;
    }
    tls_end(&c);
    return NULL;
}
