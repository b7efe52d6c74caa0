// Warehouse label spooler: handhelds connect, send one ZPL document, half-close, get "OK".
// N printer threads take the connections from the queue.

template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(size_t cap) : cap_(cap) {}
    bool offer(T v) {
        std::lock_guard<std::mutex> g(m_);
        if (q_.size() >= cap_) return false;
        q_.push_back(v);
        cv_.notify_one();
        return true;
    }
    T take() {
        std::unique_lock<std::mutex> g(m_);
        cv_.wait(g, [&] { return !q_.empty(); });
        T v = q_.front();
        q_.pop_front();
        return v;
    }
private:
    size_t cap_;
    std::deque<T> q_;
    std::mutex m_;
    std::condition_variable cv_;
};

void printerThread(BoundedQueue<int>& jobs, Printer& printer) {
    for (;;) {
        int fd = jobs.take();
        std::string doc;
        char buf[2048];
        ssize_t n;
        while ((n = read(fd, buf, sizeof buf)) > 0) {
            if (doc.size() <= kMaxDoc) doc.append(buf, n);
        }
        if (n == 0 && doc.size() <= kMaxDoc && printer.print(doc))
            send(fd, "OK\n", 3, MSG_NOSIGNAL);
        close(fd);
    }
}

int serve(uint16_t port, std::vector<Printer>& printers) {
    int ls = listenOn(port, 256);
    BoundedQueue<int> jobs(64);
    std::vector<std::thread> crew;
    for (auto& p : printers)
        crew.emplace_back(printerThread, std::ref(jobs), std::ref(p));

    uint64_t dropped = 0;
    while (true) {
        int fd = accept(ls, nullptr, nullptr);
        if (fd == -1) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            syslog(LOG_ERR, "accept: %m");
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            continue;
        }
        struct timeval tv = {10, 0};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        if (!jobs.offer(fd)) {
            ++dropped;
            syslog(LOG_WARNING, "all printers busy, %llu labels dropped", (unsigned long long)dropped);
            continue;
        }
    }
}
