#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

class Sock {
    int fd_ = -1;

public:
    Sock() = default;
    explicit Sock(int fd) : fd_(fd) {}
    Sock(const Sock&) = delete;
    Sock& operator=(const Sock&) = delete;
    Sock(Sock&& o) noexcept : fd_(o.fd_) { o.fd_ = -1; }
    Sock& operator=(Sock&& o) noexcept {
        fd_ = o.fd_;
        o.fd_ = -1;
        return *this;
    }
    ~Sock() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
};

struct Camera {
    std::string ip;
    Sock ctl;
    uint64_t beats = 0;
};

static Sock dial(const std::string& ip) {
    Sock s(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(8554);
    ::inet_pton(AF_INET, ip.c_str(), &a.sin_addr);
    timeval tv{2, 0};
    ::setsockopt(s.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    ::setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    if (!s || ::connect(s.get(), reinterpret_cast<sockaddr*>(&a), sizeof a) != 0) return Sock();
    return s;
}

static bool beat(Camera& c) {
    static const char ping[] = "BEAT\r\n";
    char r[32];
    return ::send(c.ctl.get(), ping, sizeof ping - 1, MSG_NOSIGNAL) == sizeof ping - 1 &&
           ::recv(c.ctl.get(), r, sizeof r, 0) > 0;
}

void watch(std::vector<Camera>& cams) {
    for (;;) {
        for (Camera& c : cams) {
            if (c.ctl && beat(c))
                ++c.beats;
            else
                c.ctl = dial(c.ip);
        }
        std::this_thread::sleep_for(std::chrono::seconds(5));
    }
}
