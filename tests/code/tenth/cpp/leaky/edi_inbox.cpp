#include <cerrno>
#include <cstring>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace edi {

class Handle {
public:
    explicit Handle(int fd = -1) noexcept : fd_(fd) {}
    Handle(Handle&& o) noexcept : fd_(o.release()) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { if (fd_ >= 0) ::close(fd_); }
    int get() const noexcept { return fd_; }
    int release() noexcept { int f = fd_; fd_ = -1; return f; }
private:
    int fd_;
};

struct Message { std::string type, body; };

// UNA..UNZ, reads until the interchange trailer
Message readInterchange(int fd)
{
    std::string all;
    char buf[4096];
    while (all.find("UNZ+") == std::string::npos) {
        ssize_t n = ::recv(fd, buf, sizeof buf, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw std::system_error(errno, std::generic_category(), "recv");
        if (n == 0) throw std::runtime_error("interchange ends in the middle");
        all.append(buf, static_cast<size_t>(n));
        if (all.size() > (8u << 20)) throw std::runtime_error("interchange too big");
    }
    auto p = all.find("UNH+");
    if (p == std::string::npos) throw std::runtime_error("no UNH segment");
    return {all.substr(p + 4, 6), std::move(all)};
}

void partner(Handle h, const std::function<void(Message&&)>& deliver)
{
    timeval tv{60, 0};
    ::setsockopt(h.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(h.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    const int fd = h.release();
    try {
        Message m = readInterchange(fd);
        deliver(std::move(m));
        static const char ok[] = "CONTRL+7\n";
        if (::send(fd, ok, sizeof ok - 1, MSG_NOSIGNAL) < 0)
            std::cerr << "partner did not wait for CONTRL\n";
        ::close(fd);
    } catch (const std::exception& e) {
        std::cerr << "edi: " << e.what() << '\n';
    }
}

} // namespace edi

int main()
{
    edi::Handle ls(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(4080);
    if (::bind(ls.get(), reinterpret_cast<sockaddr*>(&a), sizeof a) || ::listen(ls.get(), 128))
        return 1;
    for (;;) {
        int fd = ::accept4(ls.get(), nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) {
            ::usleep(50000);
            continue;
        }
        std::thread([h = edi::Handle(fd)]() mutable {
            edi::partner(std::move(h), [](edi::Message&& m) { std::cout << m.type << ' ' << m.body.size() << '\n'; });
        }).detach();
    }
}
