// Upstream link of the bus stop displays, reconnects with a growing delay.
#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

class LinkHandle {
public:
    LinkHandle() = default;
    explicit LinkHandle(int fd) noexcept : fd_{fd} {}
    LinkHandle(LinkHandle&& other) noexcept : fd_{other.release()} {}
    LinkHandle& operator=(LinkHandle&& other) noexcept
    {
        if (this != &other)
            reset(other.release());
        return *this;
    }
    ~LinkHandle() { reset(); }

    void reset(int fd = -1) noexcept
    {
        if (fd_ >= 0)
            ::close(fd_);
        fd_ = fd;
    }
    int release() noexcept { return std::exchange(fd_, -1); }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_{-1};
};

LinkHandle dialDispatch();                         // timeouts: 5 s connect, 70 s receive
bool showDepartures(const std::string& message);   // false: malformed

// The dispatch centre sends a message or a blank keepalive line every 30 seconds.
void displayLoop(const std::function<bool()>& running)
{
    LinkHandle link;
    std::string acc;
    auto delay = std::chrono::seconds(1);

    while (running()) {
        if (!link) {
            link = dialDispatch();
            if (!link) {
                std::this_thread::sleep_for(delay);
                delay = std::min(delay * 2, std::chrono::seconds(60));
                continue;
            }
            acc.clear();
        }
        char buf[1500];
        const auto n = ::recv(link.get(), buf, sizeof buf, 0);
        if (n <= 0) {
            link.reset();
            std::this_thread::sleep_for(delay);
            continue;
        }
        delay = std::chrono::seconds(1);
        acc.append(buf, static_cast<std::size_t>(n));
        for (auto nl = acc.find('\n'); nl != std::string::npos; nl = acc.find('\n')) {
            const bool ok = nl == 0 || showDepartures(acc.substr(0, nl));
            acc.erase(0, nl + 1);
            if (!ok) {
                link.reset();
                break;
            }
        }
        if (acc.size() > 65536)
            link.reset();
    }
}
