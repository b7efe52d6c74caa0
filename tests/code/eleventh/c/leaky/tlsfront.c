// excerpt, tlsfront 3.2 - TLS terminator in front of the claims system
typedef struct client_st {
    SSL  *ssl;
    int   fd;
    char  peer[INET6_ADDRSTRLEN];
    time_t since;
} client_t;

static void client_free(client_t *cl)
{
    if (!cl)
        return;
    SSL_shutdown(cl->ssl);
    SSL_free(cl->ssl);
    close(cl->fd);
    free(cl);
}

static client_t *client_setup(SSL_CTX *ctx, int fd, const char *peer)
{
    struct timeval tv = { .tv_sec = 20 };
    client_t *cl = calloc(1, sizeof(*cl));
    if (cl == NULL) {
        close(fd);
        return NULL;
    }
    cl->fd = fd;
    cl->since = time(NULL);
    snprintf(cl->peer, sizeof(cl->peer), "%s", peer);

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));

    cl->ssl = SSL_new(ctx);
    if (cl->ssl == NULL) {
        close(fd);
        free(cl);
        return NULL;
    }
    SSL_set_fd(cl->ssl, fd);

    int rc = SSL_accept(cl->ssl);
    if (rc != 1) {
        log_warn("tls handshake with %s failed: %d", cl->peer, SSL_get_error(cl->ssl, rc));
        SSL_free(cl->ssl);
        free(cl);
        return NULL;
    }
    log_info("%s speaks %s", cl->peer, SSL_get_version(cl->ssl));
    return cl;
}

void *client_main(void *arg)
{
    struct handoff *h = arg;
    client_t *cl = client_setup(h->ctx, h->fd, h->peer);
    free(h);
    if (cl) {
        char buf[4096];
        int n;
        while ((n = SSL_read(cl->ssl, buf, sizeof(buf))) > 0)
            if (backend_feed(cl->peer, buf, n) < 0)
                break;
        client_free(cl);
    }
    return NULL;
}
