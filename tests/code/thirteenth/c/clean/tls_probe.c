/* Certificate expiry probe for the monitoring: connect, handshake, print days left. */
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <unistd.h>

extern int dial_timeout(const char *host, const char *port, int seconds);  /* sets RCV/SNDTIMEO too */

static int days_left(SSL *ssl)
{
    int d = -1, s = 0;
    X509 *crt = SSL_get_peer_certificate(ssl);
    if (crt == NULL)
        return -1;
    if (!ASN1_TIME_diff(&d, &s, NULL, X509_get0_notAfter(crt)))
        d = -1;
    X509_free(crt);
    return d;
}

int probe(SSL_CTX *ctx, const char *host, const char *port)
{
    SSL *ssl = NULL;
    int days = -1;
    int fd = dial_timeout(host, port, 10);

    if (fd < 0) {
        fprintf(stderr, "%s: no connection\n", host);
        return -1;
    }
    ssl = SSL_new(ctx);
    if (ssl == NULL)
        goto out;
    if (!SSL_set_fd(ssl, fd) || !SSL_set_tlsext_host_name(ssl, host))
        goto out;
    if (SSL_connect(ssl) != 1) {
        fprintf(stderr, "%s: handshake failed\n", host);
        goto out;
    }
    days = days_left(ssl);
    SSL_shutdown(ssl);
out:
    SSL_free(ssl);          /* NULL is fine */
    close(fd);
    return days;
}

int main(int argc, char **argv)
{
    int worst = 0;
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    if (ctx == NULL)
        return 3;
    for (int i = 1; i + 1 < argc; i += 2) {
        int d = probe(ctx, argv[i], argv[i + 1]);
        printf("%s:%s %d\n", argv[i], argv[i + 1], d);
        if (d < 14)
            worst = 2;
    }
    SSL_CTX_free(ctx);
    return worst;
}
