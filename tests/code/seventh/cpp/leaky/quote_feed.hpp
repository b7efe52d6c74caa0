#pragma once
// Excerpt from libquotes, header-only part (see TRD-1180)
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <string>
#include <thread>

namespace quotes {

class Feed {
public:
    using Handler = std::function<void(const std::string &symbol, double px)>;

    Feed(std::string host, std::string port, Handler h)
        : host_(std::move(host)), port_(std::move(port)), on_quote_(std::move(h)) {}
    ~Feed() { if (fd_ >= 0) ::close(fd_); }
    Feed(const Feed &) = delete;
    Feed &operator=(const Feed &) = delete;

    // runs until stop() from another thread
    void run() {
        while (!stopped_) {
            if (!open()) {
                std::this_thread::sleep_for(std::chrono::seconds(2));
                continue;
            }
            consume();
        }
    }
    void stop() { stopped_ = true; }

private:
    bool open() {
        addrinfo hints{}, *res = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        if (::getaddrinfo(host_.c_str(), port_.c_str(), &hints, &res) != 0) return false;
        int s = ::socket(res->ai_family, res->ai_socktype, res->ai_protocol);
        bool ok = s >= 0 && ::connect(s, res->ai_addr, res->ai_addrlen) == 0;
        ::freeaddrinfo(res);
        if (!ok) {
            if (s >= 0) ::close(s);
            return false;
        }
        int on = 1;
        ::setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        fd_ = s;
        rest_.clear();
        return true;
    }

    void consume() {
        char buf[8192];
        while (!stopped_) {
            pollfd p{fd_, POLLIN, 0};
            int r = ::poll(&p, 1, 30000);
            if (r == 0) {                       // heartbeat is every 5 s
                ::close(fd_);
                fd_ = -1;
                return;
            }
            if (r < 0) continue;
            ssize_t n = ::recv(fd_, buf, sizeof buf, 0);
            if (n <= 0) return;
            rest_.append(buf, n);
            for (size_t nl; (nl = rest_.find('\n')) != std::string::npos; rest_.erase(0, nl + 1)) {
                auto sp = rest_.find(' ');
                if (sp < nl) on_quote_(rest_.substr(0, sp), std::strtod(rest_.c_str() + sp, nullptr));
            }
        }
    }

    std::string host_, port_, rest_;
    Handler on_quote_;
    int fd_ = -1;
    volatile bool stopped_ = false;
};

}  // namespace quotes
