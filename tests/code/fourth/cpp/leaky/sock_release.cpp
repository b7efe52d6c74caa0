std::optional<int> TlsDialer::dial(const Target& t)
{
    UniqueFd sock{::socket(t.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!sock)
        return std::nullopt;
    applyTimeouts(sock.get(), opts_.connectTimeout);
    if (::connect(sock.get(), t.sa(), t.len()) != 0)
        return std::nullopt;

    SSL* ssl = SSL_new(ctx_.get());
    int fd = sock.release();
    SSL_set_fd(ssl, fd);
    SSL_set_tlsext_host_name(ssl, t.host().c_str());

    if (SSL_connect(ssl) != 1) {
        logSslErrors(t.host());
        SSL_free(ssl);
        return std::nullopt;
    }
    sessions_[fd] = ssl;
    return fd;
}

void TlsDialer::hangup(int fd)
{
    auto node = sessions_.extract(fd);
    if (!node.empty()) {
        SSL_shutdown(node.mapped());
        SSL_free(node.mapped());
    }
    ::close(fd);
}
