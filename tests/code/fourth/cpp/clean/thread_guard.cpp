#include <thread>
#include <semaphore>

template <class F> struct Finally { F f; ~Finally() { f(); } };
template <class F> Finally(F) -> Finally<F>;

static std::counting_semaphore<256> slots{256};

static void serve(int fd)
{
    Finally done{[fd] { ::close(fd); slots.release(); }};
    timeval tv{15, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    std::string req;
    char buf[2048];
    while (req.find("\r\n\r\n") == std::string::npos) {
        ssize_t n = ::read(fd, buf, sizeof buf);
        if (n <= 0)
            return;
        req.append(buf, n);
        if (req.size() > 65536)
            return;
    }
    send_all(fd, render(req));
    ::shutdown(fd, SHUT_WR);
    while (::read(fd, buf, sizeof buf) > 0) {}
}

void accept_loop(int lfd, std::stop_token st)
{
    while (!st.stop_requested()) {
        slots.acquire();
        int fd = ::accept4(lfd, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) {
            slots.release();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            continue;
        }
        std::thread(serve, fd).detach();
    }
}
