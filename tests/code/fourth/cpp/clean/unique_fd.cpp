#pragma once
#include <unistd.h>
#include <utility>

class UniqueFd {
public:
    UniqueFd() noexcept = default;
    explicit UniqueFd(int fd) noexcept : fd_(fd) {}
    UniqueFd(UniqueFd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& o) noexcept {
        if (this != &o) reset(std::exchange(o.fd_, -1));
        return *this;
    }
    ~UniqueFd() { reset(); }
    void reset(int fd = -1) noexcept {
        if (fd_ >= 0) ::close(fd_);
        fd_ = fd;
    }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
private:
    int fd_ = -1;
};

std::optional<std::string> fetchBanner(const Endpoint& ep, std::chrono::milliseconds tmo)
{
    UniqueFd s(::socket(ep.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!s)
        return std::nullopt;
    setTimeouts(s.get(), tmo);
    if (::connect(s.get(), ep.sa(), ep.size()) != 0)
        return std::nullopt;
    char buf[1024];
    const auto n = ::recv(s.get(), buf, sizeof buf, 0);
    if (n <= 0)
        throw ProbeError("no banner from " + ep.str());
    return std::string(buf, static_cast<size_t>(n));
}
