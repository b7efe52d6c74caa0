#include <openssl/err.h>
#include <openssl/ssl.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct {
    SSL_CTX *ctx;
    unsigned good, bad;
} pinger;

static int tcp_open(const char *host, const char *port, int secs)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *res = NULL, *p;
    struct timeval tv = { .tv_sec = secs };
    int fd = -1;

    if (getaddrinfo(host, port, &hints, &res) != 0)
        return -1;
    for (p = res; p; p = p->ai_next) {
        fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (connect(fd, p->ai_addr, p->ai_addrlen) == 0)
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(res);
    return fd;
}

static bool tls_ping(pinger *pg, const char *host, char *proto, size_t len)
{
    int fd = tcp_open(host, "443", 5);
    if (fd < 0) {
        pg->bad++;
        return false;
    }
    SSL *ssl = SSL_new(pg->ctx);
    if (!ssl) {
        close(fd);
        return false;
    }
    SSL_set_tlsext_host_name(ssl, host);
    SSL_set1_host(ssl, host);
    if (SSL_set_fd(ssl, fd) != 1 || SSL_connect(ssl) != 1) {
        fprintf(stderr, "%s: %s\n", host, ERR_reason_error_string(ERR_get_error()));
        pg->bad++;
        SSL_free(ssl);
        return false;
    }
    snprintf(proto, len, "%s/%s", SSL_get_version(ssl), SSL_get_cipher(ssl));
    pg->good++;
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
    return true;
}

int main(int argc, char **argv)
{
    pinger pg = { .ctx = SSL_CTX_new(TLS_client_method()) };
    char proto[80];

    if (!pg.ctx || !SSL_CTX_set_default_verify_paths(pg.ctx))
        return 1;
    SSL_CTX_set_verify(pg.ctx, SSL_VERIFY_PEER, NULL);
    for (;;) {
        for (int i = 1; i < argc; i++)
            if (tls_ping(&pg, argv[i], proto, sizeof proto))
                printf("%s %s\n", argv[i], proto);
        printf("round done: %u good, %u bad\n", pg.good, pg.bad);
        fflush(stdout);
        sleep(30);
    }
}
