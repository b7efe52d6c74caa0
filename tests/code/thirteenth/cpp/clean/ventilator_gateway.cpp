// Ward gateway: accept thread + one thread per bedside device. C++11, no boost on that box.
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <thread>
#include <unistd.h>

bool handleVitals(const std::string& line);

namespace {

std::mutex     g_lock;
std::set<int>  g_open;

struct Registration {
    int fd;
    explicit Registration(int f) : fd(f)
    {
        std::lock_guard<std::mutex> l(g_lock);
        g_open.insert(fd);
    }
    ~Registration()
    {
        {
            std::lock_guard<std::mutex> l(g_lock);
            g_open.erase(fd);
        }
        ::close(fd);
    }
};

void device(int fd)
{
    Registration reg(fd);
    std::string acc;
    char b[512];
    try {
        for (;;) {
            const ssize_t n = ::recv(fd, b, sizeof b, 0);
            if (n == 0)
                return;
            if (n < 0) {
                if (errno == EINTR)
                    continue;
                std::fprintf(stderr, "device %d: %s\n", fd, std::strerror(errno));
                return;
            }
            acc.append(b, static_cast<size_t>(n));
            std::string::size_type p;
            while ((p = acc.find('\r')) != std::string::npos) {
                if (!handleVitals(acc.substr(0, p)))
                    return;
                acc.erase(0, p + 1);
            }
        }
    } catch (const std::exception& e) {
        std::fprintf(stderr, "device %d: %s\n", fd, e.what());
    }
}

} // namespace

void runGateway(int lfd)
{
    const timeval tv = { 45, 0 };
    for (;;) {
        const int fd = ::accept4(lfd, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EBADF || errno == EINVAL)
                return;             // listener shut down
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
            continue;
        }
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        try {
            std::thread(device, fd).detach();
        } catch (const std::system_error&) {
            ::close(fd);
        }
    }
}
