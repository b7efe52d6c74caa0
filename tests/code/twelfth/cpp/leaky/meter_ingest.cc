// meter_ingest - takes readings from substation concentrators (line protocol)
struct Concentrator {
    std::string serial;
    std::string pending;
    time_t lastSeen = 0;
};

class IngestLoop {
    int ep_;
    int lfd_;
    std::unordered_map<int, Concentrator> table_;
    ReadingSink& sink_;

public:
    IngestLoop(int lfd, ReadingSink& sink) : ep_(epoll_create1(EPOLL_CLOEXEC)), lfd_(lfd), sink_(sink) {
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = lfd_;
        epoll_ctl(ep_, EPOLL_CTL_ADD, lfd_, &ev);
    }

    void run() {
        epoll_event evs[128];
        for (;;) {
            int n = epoll_wait(ep_, evs, 128, 1000);
            for (int i = 0; i < n; ++i) {
                if (evs[i].data.fd == lfd_) admit();
                else service(evs[i].data.fd);
            }
        }
    }

private:
    void admit() {
        int c = accept4(lfd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (c < 0) {
            if (errno == EMFILE || errno == ENFILE) usleep(50000);
            return;
        }
        int on = 1;
        setsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = c;
        if (epoll_ctl(ep_, EPOLL_CTL_ADD, c, &ev) < 0) { ::close(c); return; }
        table_[c].lastSeen = time(nullptr);
    }

    void service(int fd) {
        char buf[4096];
        ssize_t got = ::recv(fd, buf, sizeof buf, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) {
            LOG_INFO("concentrator {} went away", table_[fd].serial);
            epoll_ctl(ep_, EPOLL_CTL_DEL, fd, nullptr);
            table_.erase(fd);
            return;
        }
        auto& c = table_[fd];
        c.lastSeen = time(nullptr);
        c.pending.append(buf, got);
        size_t nl;
        while ((nl = c.pending.find('\n')) != std::string::npos) {
            consume(c, c.pending.substr(0, nl));
            c.pending.erase(0, nl + 1);
        }
    }

    void consume(Concentrator& c, const std::string& line) {
        if (line.rfind("ID ", 0) == 0) c.serial = line.substr(3);
        else sink_.store(c.serial, line);
    }
};
