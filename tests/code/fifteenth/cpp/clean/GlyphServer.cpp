#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// Font subsetting service: the acceptor only queues, eight threads do the work.
std::vector<char> subsetFont(const std::string& spec);

class GlyphServer {
    std::deque<int> waiting_;
    std::mutex m_;
    std::condition_variable some_, room_;
    bool quit_ = false;
    static constexpr size_t kMax = 256;

    static void serve(int fd)
    {
        timeval tv{5, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        std::string spec;
        char b[1024];
        while (spec.empty() || spec.back() != '\n') {
            ssize_t n = ::recv(fd, b, sizeof b, 0);
            if (n <= 0 || spec.size() > 16384) return;
            spec.append(b, static_cast<size_t>(n));
        }
        const auto font = subsetFont(spec);
        for (size_t off = 0; off < font.size();) {
            ssize_t n = ::send(fd, font.data() + off, font.size() - off, MSG_NOSIGNAL);
            if (n <= 0) return;
            off += static_cast<size_t>(n);
        }
        ::shutdown(fd, SHUT_WR);
        while (::recv(fd, b, sizeof b, 0) > 0) {}
    }

    void work()
    {
        for (;;) {
            std::unique_lock<std::mutex> l(m_);
            some_.wait(l, [&] { return quit_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            int fd = waiting_.front();
            waiting_.pop_front();
            l.unlock();
            room_.notify_one();
            try {
                serve(fd);
            } catch (const std::exception& e) {
                std::fprintf(stderr, "glyph: %s\n", e.what());
            }
            ::close(fd);
        }
    }

public:
    void run(int lfd)
    {
        std::vector<std::thread> pool;
        for (int i = 0; i < 8; ++i) pool.emplace_back([this] { work(); });
        ::listen(lfd, 512);
        for (;;) {
            int fd = ::accept(lfd, nullptr, nullptr);
            if (fd < 0) {
                std::perror("accept");
                if (errno == EBADF || errno == EINVAL) break;
                ::usleep(50000);
                continue;
            }
            std::unique_lock<std::mutex> l(m_);
            room_.wait(l, [&] { return waiting_.size() < kMax; });
            waiting_.push_back(fd);
            some_.notify_one();
        }
        { std::lock_guard<std::mutex> l(m_); quit_ = true; }
        some_.notify_all();
        for (auto& t : pool) t.join();
    }
};
