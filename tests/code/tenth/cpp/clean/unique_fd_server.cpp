#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_{fd} {}
    UniqueFd(UniqueFd&& o) noexcept : fd_{std::exchange(o.fd_, -1)} {}
    UniqueFd& operator=(UniqueFd&& o) noexcept
    {
        if (this != &o) {
            reset();
            fd_ = std::exchange(o.fd_, -1);
        }
        return *this;
    }
    ~UniqueFd() { reset(); }
    void reset() noexcept
    {
        if (fd_ != -1)
            ::close(std::exchange(fd_, -1));
    }
    explicit operator bool() const { return fd_ != -1; }
    int get() const { return fd_; }

private:
    int fd_ = -1;
};

static UniqueFd listenOn(std::uint16_t port)
{
    UniqueFd s{::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in6 a{};
    a.sin6_family = AF_INET6;
    a.sin6_port = htons(port);
    const int on = 1;
    if (!s || ::setsockopt(s.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
        ::bind(s.get(), reinterpret_cast<sockaddr*>(&a), sizeof a) || ::listen(s.get(), 256))
        throw std::system_error(errno, std::system_category(), "listen");
    return s;
}

// Echo of the loudspeaker zones: what comes in goes out with the zone in front.
static void zone(UniqueFd s, unsigned id)
{
    const std::string prefix = "zone" + std::to_string(id) + " ";
    char in[1024];
    for (;;) {
        const ssize_t n = ::recv(s.get(), in, sizeof in, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        std::string out = prefix + std::string(in, static_cast<size_t>(n));
        for (size_t off = 0; off < out.size();) {
            const ssize_t w = ::send(s.get(), out.data() + off, out.size() - off, MSG_NOSIGNAL);
            if (w < 0 && errno != EINTR)
                return;
            if (w > 0)
                off += static_cast<size_t>(w);
        }
    }
}

int main()
try {
    UniqueFd ls = listenOn(5099);
    for (unsigned id = 1;; ++id) {
        UniqueFd s{::accept4(ls.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        if (!s) {
            if (errno == EMFILE || errno == ENFILE)
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
            continue;
        }
        const timeval tv{120, 0};
        ::setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(s.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        try {
            std::thread(zone, std::move(s), id).detach();
        } catch (const std::system_error& e) {
            std::cerr << "zone " << id << ": " << e.what() << '\n';
        }
    }
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
