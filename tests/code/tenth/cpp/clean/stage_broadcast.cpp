#include <algorithm>
#include <cerrno>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace stage {

/// A lighting desk. Whoever holds a shared_ptr may write, the last one closes.
class Desk {
public:
    explicit Desk(int fd) : fd_(fd)
    {
        timeval in{60, 0}, out{0, 400000};
        int one = 1;
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &in, sizeof in);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &out, sizeof out);
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    ~Desk() { ::close(fd_); }

    bool cue(const std::string& c)
    {
        std::lock_guard<std::mutex> g(wr_);
        size_t off = 0;
        while (off < c.size()) {
            ssize_t w = ::send(fd_, c.data() + off, c.size() - off, MSG_NOSIGNAL);
            if (w < 0 && errno == EINTR)
                continue;
            if (w <= 0) {
                ::shutdown(fd_, SHUT_RDWR); // its reader ends with that
                return false;
            }
            off += static_cast<size_t>(w);
        }
        return true;
    }

    /// Until the desk hangs up or says nothing for a minute.
    void listen()
    {
        char b[256];
        ssize_t n;
        do
            n = ::recv(fd_, b, sizeof b, 0);
        while (n > 0 || (n < 0 && errno == EINTR));
    }

private:
    const int fd_;
    std::mutex wr_;
};

class Show {
public:
    /// Takes fd over.
    void enter(int fd)
    {
        auto d = std::make_shared<Desk>(fd);
        {
            std::lock_guard<std::mutex> g(mu_);
            desks_.push_back(d);
        }
        std::thread([d] { d->listen(); }).detach();
    }

    std::size_t cue(const std::string& c)
    {
        std::vector<std::shared_ptr<Desk>> now;
        {
            std::lock_guard<std::mutex> g(mu_);
            desks_.erase(std::remove_if(desks_.begin(), desks_.end(), [](const auto& w) { return w.expired(); }), desks_.end());
            for (auto& w : desks_)
                if (auto d = w.lock())
                    now.push_back(std::move(d));
        }
        std::size_t reached = 0;
        for (auto& d : now)
            reached += d->cue(c);
        return reached;
    }

private:
    std::mutex mu_;
    std::vector<std::weak_ptr<Desk>> desks_;
};

} // namespace stage
