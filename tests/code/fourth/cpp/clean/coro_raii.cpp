namespace gw {

class PeerGuard {
public:
    PeerGuard(PeerTable& t, int fd) : t_(t), fd_(fd) {}
    ~PeerGuard() { t_.erase(fd_); ::close(fd_); }
    PeerGuard(const PeerGuard&) = delete;
    PeerGuard& operator=(const PeerGuard&) = delete;
private:
    PeerTable& t_;
    int fd_;
};

Task<void> peerMain(Loop& loop, PeerTable& peers, int fd)
{
    PeerGuard guard(peers, fd);
    std::array<std::byte, 1024> buf;

    auto hello = co_await loop.read(fd, buf, 10s);
    if (!hello || *hello == 0)
        co_return;
    peers.insert(fd, parseId(std::span(buf).first(*hello)));

    for (;;) {
        auto n = co_await loop.read(fd, buf, 120s);
        if (!n || *n == 0)
            co_return;
        if (!co_await loop.writeAll(fd, ack(std::span(buf).first(*n)), 10s))
            co_return;
    }
}

Task<void> acceptMain(Loop& loop, PeerTable& peers, int lfd)
{
    while (true) {
        int fd = co_await loop.accept(lfd);
        if (fd < 0) {
            co_await loop.sleep(100ms);
            continue;
        }
        loop.spawn(peerMain(loop, peers, fd));
    }
}

} // namespace gw
