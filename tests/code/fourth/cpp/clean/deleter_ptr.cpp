struct SslConn {
    ~SslConn() {
        if (ssl) { SSL_shutdown(ssl); SSL_free(ssl); }
        if (fd != -1) ::close(fd);
    }
    int  fd  = -1;
    SSL* ssl = nullptr;
};

std::unique_ptr<SslConn> Dialer::dial(const Target& t)
{
    auto c = std::make_unique<SslConn>();
    c->fd = tcpConnect(t, opts_.timeout);
    if (c->fd == -1)
        return nullptr;
    c->ssl = SSL_new(ctx_);
    SSL_set_fd(c->ssl, c->fd);
    if (SSL_connect(c->ssl) != 1) {
        logSslErrors(t.name);
        return nullptr;
    }
    return c;
}
