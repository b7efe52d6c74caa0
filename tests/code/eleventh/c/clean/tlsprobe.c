// certificate probe, cron job on the bastion: prints days left for one host
static int days_left(SSL *ssl)
{
    int days = -1, secs;
    X509 *crt = SSL_get1_peer_certificate(ssl);
    if (crt) {
        if (!ASN1_TIME_diff(&days, &secs, NULL, X509_get0_notAfter(crt)))
            days = -1;
        X509_free(crt);
    }
    return days;
}

int probe(SSL_CTX *ctx, const char *host, const char *port)
{
    int days = -1, fd = -1;
    SSL *ssl = NULL;
    struct timeval tv = { .tv_sec = 8 };
    struct addrinfo hint = { .ai_socktype = SOCK_STREAM }, *ai = NULL;

    if (getaddrinfo(host, port, &hint, &ai) != 0)
        return -1;

    fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
    if (fd < 0)
        goto done;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    if (connect(fd, ai->ai_addr, ai->ai_addrlen) < 0) {
        fprintf(stderr, "%s: %s\n", host, strerror(errno));
        goto done;
    }

    ssl = SSL_new(ctx);
    if (!ssl)
        goto done;
    SSL_set_tlsext_host_name(ssl, host);
    SSL_set_fd(ssl, fd);
    if (SSL_connect(ssl) != 1) {
        ERR_print_errors_fp(stderr);
        goto done;
    }
    days = days_left(ssl);
    SSL_shutdown(ssl);

done:
    SSL_free(ssl);              // NULL is fine
    if (fd >= 0)
        close(fd);
    freeaddrinfo(ai);
    return days;
}
