#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

// Conveyor scanners, one TCP connection each, JSON per line

class Socket {
    int fd_ = -1;
public:
    explicit Socket(int fd) noexcept : fd_(fd) {}
    Socket(Socket&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    Socket& operator=(Socket&& o) noexcept { std::swap(fd_, o.fd_); return *this; }
    ~Socket() { if (fd_ != -1) ::close(fd_); }
    int fd() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ != -1; }
};

void routeParcel(const std::string& json);   // throws std::runtime_error for unknown chutes

static void scanner(Socket s) {
    timeval idle{120, 0};
    ::setsockopt(s.fd(), SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof idle);
    std::string acc;
    char buf[4096];
    for (;;) {
        const ssize_t n = ::recv(s.fd(), buf, sizeof buf, 0);
        if (n <= 0) return;
        acc.append(buf, static_cast<std::size_t>(n));
        for (auto nl = acc.find('\n'); nl != std::string::npos; nl = acc.find('\n')) {
            routeParcel(acc.substr(0, nl));
            acc.erase(0, nl + 1);
        }
        if (acc.size() > 1u << 20) throw std::runtime_error("line too long");
    }
}

void scannerPort(int listener) {
    using namespace std::chrono_literals;
    for (;;) {
        Socket s(::accept(listener, nullptr, nullptr));
        if (!s) {
            std::this_thread::sleep_for(50ms);
            continue;
        }
        try {
            std::thread([s = std::move(s)]() mutable {
                try {
                    scanner(std::move(s));
                } catch (const std::exception& e) {
                    std::cerr << "scanner dropped: " << e.what() << std::endl;
                }
            }).detach();
        } catch (const std::system_error& e) {
            std::cerr << "no thread: " << e.what() << std::endl;
        }
    }
}
