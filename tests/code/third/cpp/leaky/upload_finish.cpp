void UploadHandler::run(int sock)
{
    std::vector<char> chunk(1 << 16);
    uint64_t remaining = header_.content_length;
    set_timeouts(sock, 30);

    while (remaining > 0) {
        ssize_t n = ::recv(sock, chunk.data(), std::min<uint64_t>(chunk.size(), remaining), 0);
        if (n <= 0) {
            ::close(sock);
            throw std::runtime_error("short upload");
        }
        store_.append(chunk.data(), n);
        remaining -= n;
    }

    const std::string resp = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    send_all(sock, resp.data(), resp.size());

    // don't sit in TIME_WAIT
    linger lg{};
    lg.l_onoff = 1;
    lg.l_linger = 0;
    ::setsockopt(sock, SOL_SOCKET, SO_LINGER, &lg, sizeof lg);
    ::close(sock);
}
