class LdapPool {
public:
    explicit LdapPool(Endpoint ep, std::size_t max) : ep_(std::move(ep)), max_(max) {}

    ~LdapPool() {
        for (int fd : idle_) ::close(fd);
    }

    int borrow() {
        std::unique_lock lk(m_);
        cv_.wait(lk, [&] { return !idle_.empty() || open_ < max_; });
        if (!idle_.empty()) {
            int fd = idle_.front();
            idle_.pop_front();
            return fd;
        }
        ++open_;
        lk.unlock();
        int fd = open_tcp(ep_, 3s);
        if (fd < 0) {
            std::lock_guard g(m_);
            --open_;
        }
        return fd;
    }

    void give_back(int fd, bool healthy) {
        std::lock_guard g(m_);
        if (!healthy) {
            ::close(fd);
            --open_;
        } else {
            idle_.push_back(fd);
        }
        cv_.notify_one();
    }

private:
    static int open_tcp(const Endpoint& ep, std::chrono::seconds tmo) {
        int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) return -1;
        timeval tv{tmo.count(), 0};
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        if (::connect(fd, ep.sa(), ep.len()) < 0) { ::close(fd); return -1; }
        return fd;
    }

    Endpoint ep_;
    std::size_t max_, open_ = 0;
    std::deque<int> idle_;
    std::mutex m_;
    std::condition_variable cv_;
};
