#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

// Parcel sorting line: scanners send barcodes, we answer with the chute number.

int chuteFor(const std::string& barcode);

struct Scanner {
    explicit Scanner(int f) : fd(f) {}
    int fd;
    std::string partial;
    std::string pending;
};

class Reactor {
public:
    explicit Reactor(int listener) : lsn_(listener), ep_(::epoll_create1(EPOLL_CLOEXEC)) {
        watch(lsn_, EPOLLIN, EPOLL_CTL_ADD);
    }
    ~Reactor() { ::close(ep_); ::close(lsn_); }

    void run() {
        epoll_event evs[64];
        for (;;) {
            int n = ::epoll_wait(ep_, evs, 64, -1);
            for (int i = 0; i < n; ++i) {
                int fd = evs[i].data.fd;
                if (fd == lsn_) { acceptOne(); continue; }
                auto it = scanners_.find(fd);
                if (it == scanners_.end()) continue;
                bool ok = true;
                if (evs[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) ok = input(*it->second);
                if (ok && !it->second->pending.empty()) ok = output(*it->second);
                if (!ok) drop(fd);
            }
        }
    }

private:
    void watch(int fd, uint32_t ev, int op) {
        epoll_event e{};
        e.events = ev;
        e.data.fd = fd;
        ::epoll_ctl(ep_, op, fd, &e);
    }

    void acceptOne() {
        int fd = ::accept4(lsn_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            return;
        }
        int one = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
        scanners_.emplace(fd, std::make_unique<Scanner>(fd));
        watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }

    bool input(Scanner& s) {
        char buf[1024];
        ssize_t n = ::read(s.fd, buf, sizeof buf);
        if (n == 0) return false;
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        s.partial.append(buf, n);
        for (std::size_t p; (p = s.partial.find('\r')) != std::string::npos; s.partial.erase(0, p + 1))
            s.pending += std::to_string(chuteFor(s.partial.substr(0, p))) + "\r";
        return s.partial.size() < 4096;
    }

    bool output(Scanner& s) {
        ssize_t n = ::send(s.fd, s.pending.data(), s.pending.size(), MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        s.pending.erase(0, n);
        watch(s.fd, s.pending.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
        return true;
    }

    void drop(int fd) {
        ::epoll_ctl(ep_, EPOLL_CTL_DEL, fd, nullptr);
        scanners_.erase(fd);
    }

    int lsn_;
    int ep_;
    std::unordered_map<int, std::unique_ptr<Scanner>> scanners_;
};
