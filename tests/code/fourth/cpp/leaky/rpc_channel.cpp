class RpcChannel {
public:
    RpcChannel(const std::string& host, uint16_t port)
        : m_fd(net::connectWithTimeout(host, port, std::chrono::seconds(3)))
        , m_buf(new char[kBufSize])
    {
        if (m_fd < 0)
            throw std::runtime_error("connect " + host);
        net::setIoTimeout(m_fd, std::chrono::seconds(10));
        net::setNoDelay(m_fd);
    }

    ~RpcChannel()
    {
        delete[] m_buf;
    }

    RpcChannel(const RpcChannel&) = delete;
    RpcChannel& operator=(const RpcChannel&) = delete;

    std::string call(const std::string& req)
    {
        net::sendFrame(m_fd, req);
        ssize_t n = ::recv(m_fd, m_buf, kBufSize, 0);
        if (n <= 0)
            throw std::runtime_error("rpc: peer closed");
        return std::string(m_buf, n);
    }

private:
    static constexpr size_t kBufSize = 65536;
    int   m_fd;
    char* m_buf;
};

std::string callOnce(const Endpoint& ep, const std::string& req)
{
    RpcChannel ch(ep.host, ep.port);
    return ch.call(req);
}
