class WorkServer {
public:
    WorkServer(Fd listener, Handler h) : listener_(std::move(listener)), handler_(std::move(h))
    {
        for (unsigned i = 0; i < 8; ++i)
            workers_.emplace_back([this](std::stop_token st) { work(st); });
    }

    ~WorkServer()
    {
        for (auto& w : workers_) w.request_stop();
        cv_.notify_all();
    }

    void acceptLoop(std::stop_token st)
    {
        while (!st.stop_requested()) {
            Fd c{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
            if (!c) {
                if (errno != EINTR) std::this_thread::sleep_for(100ms);
                continue;
            }
            setTimeouts(c.get(), 20s);
            std::lock_guard lk(mu_);
            if (queue_.size() >= 256)
                continue;                      // c goes out of scope
            queue_.push_back(std::move(c));
            cv_.notify_one();
        }
    }

private:
    void work(std::stop_token st)
    {
        while (true) {
            Fd c;
            {
                std::unique_lock lk(mu_);
                if (!cv_.wait(lk, st, [this] { return !queue_.empty(); })) return;
                c = std::move(queue_.front());
                queue_.pop_front();
            }
            try {
                handler_(c.get());
            } catch (const std::exception& e) {
                spdlog::warn("client: {}", e.what());
            }
        }
    }

    Fd listener_;                              // closes in its destructor
    Handler handler_;
    std::mutex mu_;
    std::condition_variable_any cv_;
    std::deque<Fd> queue_;
    std::vector<std::jthread> workers_;
};
