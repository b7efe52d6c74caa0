class Reactor {
    struct Conn {
        int fd;
        std::string in;
        std::chrono::steady_clock::time_point last;
        explicit Conn(int f) : fd(f), last(std::chrono::steady_clock::now()) {}
        ~Conn() { ::close(fd); }
        Conn(const Conn&) = delete;
    };
    std::unordered_map<int, std::unique_ptr<Conn>> conns_;
    int epfd_;

public:
    void readable(int fd)
    {
        auto it = conns_.find(fd);
        if (it == conns_.end()) return;
        auto& c = *it->second;
        char tmp[4096];
        while (true) {
            ssize_t n = ::recv(fd, tmp, sizeof tmp, MSG_DONTWAIT);
            if (n > 0) { c.in.append(tmp, n); continue; }
            if (n < 0 && errno == EINTR) continue;
            if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
            conns_.erase(it);
            return;
        }
        c.last = std::chrono::steady_clock::now();
        if (!consume(c))
            conns_.erase(it);
    }

    void adopt(int fd)
    {
        auto c = std::make_unique<Conn>(fd);
        epoll_event ev{EPOLLIN | EPOLLET | EPOLLRDHUP, {.fd = fd}};
        if (::epoll_ctl(epfd_, EPOLL_CTL_ADD, fd, &ev) == 0)
            conns_.emplace(fd, std::move(c));
    }

    void sweep(std::chrono::seconds max)
    {
        const auto now = std::chrono::steady_clock::now();
        std::erase_if(conns_, [&](auto& kv) { return now - kv.second->last > max; });
    }

private:
    bool consume(Conn&);
};
