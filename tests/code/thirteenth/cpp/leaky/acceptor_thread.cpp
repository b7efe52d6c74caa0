#include "session.hpp"
#include <atomic>
#include <cerrno>
#include <cstring>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

// Accept thread of the pharmacy stock sync service. Sessions run on the io pool.
namespace stocksync {

class AcceptorThread {
public:
    AcceptorThread(int listen_fd, SessionPool& pool)
        : listen_fd_(listen_fd), pool_(pool), thread_([this] { run(); })
    {
    }

    ~AcceptorThread()
    {
        stop_ = true;
        ::shutdown(listen_fd_, SHUT_RDWR);
        thread_.join();
        ::close(listen_fd_);
    }

private:
    void run()
    {
        while (!stop_) {
            int fd = ::accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd == -1) {
                if (errno == EINTR || errno == ECONNABORTED)
                    continue;
                if (errno == EMFILE || errno == ENFILE) {
                    spdlog::warn("accept: {}", std::strerror(errno));
                    continue;
                }
                if (!stop_)
                    spdlog::error("accept: {}, acceptor ends", std::strerror(errno));
                return;
            }
            // try_add takes over the descriptor only when it returns true
            if (!pool_.try_add(fd)) {
                spdlog::info("pool is shutting down");
                ::close(fd);
            }
        }
    }

    int               listen_fd_;
    SessionPool&      pool_;
    std::atomic<bool> stop_{ false };
    std::thread       thread_;
};

} // namespace stocksync
