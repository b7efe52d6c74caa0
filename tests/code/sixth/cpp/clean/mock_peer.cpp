// test/support: a peer that speaks when the test says so
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>

class MockPeer {
    int lfd_;
    int wake_[2];
    uint16_t port_ = 0;
    std::string greeting_;
    std::thread t_;

    void converse(int c) {
        int on = 1;
        setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        (void)!::send(c, greeting_.data(), greeting_.size(), MSG_NOSIGNAL);
        ::shutdown(c, SHUT_WR);
        char b[1024];
        pollfd p[2] = {{c, POLLIN, 0}, {wake_[0], POLLIN, 0}};
        while (::poll(p, 2, 5000) > 0 && !p[1].revents) {
            if (::recv(c, b, sizeof b, 0) <= 0) break;
        }
        ::close(c);
    }

    void run() {
        for (;;) {
            pollfd p[2] = {{lfd_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
            if (::poll(p, 2, -1) < 0) return;
            if (p[1].revents) return;
            int c = ::accept4(lfd_, nullptr, nullptr, SOCK_CLOEXEC);
            if (c >= 0) converse(c);
            else ::usleep(10000);
        }
    }

public:
    explicit MockPeer(std::string greeting) : greeting_(std::move(greeting)) {
        lfd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t len = sizeof a;
        if (lfd_ < 0 || ::pipe(wake_) != 0) std::abort();
        if (::bind(lfd_, reinterpret_cast<sockaddr*>(&a), len) || ::listen(lfd_, 32) ||
            ::getsockname(lfd_, reinterpret_cast<sockaddr*>(&a), &len))
            std::abort();
        port_ = ntohs(a.sin_port);
        t_ = std::thread([this] { run(); });
    }
    ~MockPeer() {
        (void)!::write(wake_[1], "x", 1);
        t_.join();
        ::close(lfd_);
        ::close(wake_[0]);
        ::close(wake_[1]);
    }
    uint16_t port() const { return port_; }
};
