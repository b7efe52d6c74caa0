#include <coroutine>
#include <sys/socket.h>
#include <unistd.h>
#include "loop.h"

namespace gw {

struct Peer {
    int fd;
    std::string id;
};

Task<void> peerMain(Loop& loop, std::vector<Peer>& peers, int fd)
{
    std::array<std::byte, 1024> buf;

    auto hello = co_await loop.read(fd, buf, 10s);
    if (!hello || *hello == 0) {
        ::close(fd);
        co_return;
    }
    peers.push_back({fd, parseId(std::span(buf).first(*hello))});

    for (;;) {
        auto n = co_await loop.read(fd, buf, 120s);
        if (!n) {
            std::erase_if(peers, [fd](const Peer& p) { return p.fd == fd; });
            ::close(fd);
            co_return;
        }
        if (*n == 0) {
            std::erase_if(peers, [fd](const Peer& p) { return p.fd == fd; });
            co_return;
        }
        if (!co_await loop.writeAll(fd, ack(std::span(buf).first(*n)), 10s)) {
            std::erase_if(peers, [fd](const Peer& p) { return p.fd == fd; });
            ::close(fd);
            co_return;
        }
    }
}

Task<void> acceptMain(Loop& loop, int lfd)
{
    std::vector<Peer> peers;
    for (;;) {
        int fd = co_await loop.accept(lfd);
        if (fd < 0)
            co_await loop.sleep(100ms);
        else
            loop.spawn(peerMain(loop, peers, fd));
    }
}

} // namespace gw
