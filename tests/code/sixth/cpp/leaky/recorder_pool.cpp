#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

class RecorderPool {
public:
    explicit RecorderPool(addrinfo* where) : where_(where) {}
    ~RecorderPool() {
        for (int fd : idle_) ::close(fd);
        ::freeaddrinfo(where_);
    }

    int acquire() {
        {
            std::lock_guard<std::mutex> g(m_);
            if (!idle_.empty()) {
                int fd = idle_.back();
                idle_.pop_back();
                return fd;
            }
        }
        int fd = ::socket(where_->ai_family, where_->ai_socktype | SOCK_CLOEXEC, where_->ai_protocol);
        if (fd < 0) throw std::runtime_error("socket");
        int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        int idle = 60;
        ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
        timeval tv{3, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (::connect(fd, where_->ai_addr, where_->ai_addrlen) != 0) {
            ::close(fd);
            throw std::runtime_error("recorder unreachable");
        }
        return fd;
    }

    void release(int fd, bool healthy) {
        std::lock_guard<std::mutex> g(m_);
        if (healthy && idle_.size() < 6)
            idle_.push_back(fd);
        else
            ::close(fd);
    }

private:
    addrinfo* where_;
    std::mutex m_;
    std::deque<int> idle_;
};

// "1 <clip>\n" when the clip was stored
long storeClip(RecorderPool& pool, const std::string& cmd) {
    int fd = pool.acquire();
    if (::send(fd, cmd.data(), cmd.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(cmd.size())) {
        pool.release(fd, false);
        throw std::runtime_error("send");
    }
    char line[128];
    ssize_t n = ::recv(fd, line, sizeof line - 1, 0);
    if (n <= 0) {
        pool.release(fd, false);
        throw std::runtime_error("recorder closed");
    }
    std::string answer(line, static_cast<size_t>(n));
    long clip = std::stol(answer.substr(2));
    pool.release(fd, true);
    return clip;
}
