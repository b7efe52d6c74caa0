// Sends MJPEG from the loading dock cameras to the control room viewer (10 Gbit/s
// backbone, but the viewer sits in another country: 40 ms).
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <netinet/in.h>
#include <unistd.h>
#include <vector>

namespace dock {

struct Frame {
    std::vector<uint8_t> jpeg;
    uint64_t             ts_ms;
};

class ViewerLink {
public:
    static std::unique_ptr<ViewerLink> adopt(int fd)
    {
        std::unique_ptr<ViewerLink> v(new ViewerLink(fd));
        int small = 4096;          // low latency: don't let old frames pile up
        int on = 1;
        timeval tv{2, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        return v;
    }

    ~ViewerLink() { ::close(fd_); }
    ViewerLink(const ViewerLink&) = delete;

    bool sendFrame(const Frame& f)
    {
        char head[160];
        int n = std::snprintf(head, sizeof head,
            "--dockcam\r\nContent-Type: image/jpeg\r\nContent-Length: %zu\r\n"
            "X-Timestamp: %llu\r\n\r\n",
            f.jpeg.size(), static_cast<unsigned long long>(f.ts_ms));
        std::vector<uint8_t> out(head, head + n);
        out.insert(out.end(), f.jpeg.begin(), f.jpeg.end());
        out.push_back('\r');
        out.push_back('\n');

        const uint8_t* p = out.data();
        size_t left = out.size();
        while (left) {
            ssize_t w = ::send(fd_, p, left, MSG_NOSIGNAL);
            if (w < 0) {
                if (errno == EINTR) continue;
                return false;
            }
            p += w;
            left -= static_cast<size_t>(w);
        }
        return true;
    }

private:
    explicit ViewerLink(int fd) : fd_(fd) {}
    int fd_;
};

void serveViewer(int fd, const std::function<Frame()>& nextFrame)
{
    auto link = ViewerLink::adopt(fd);
    unsigned long n = 0;
    while (link->sendFrame(nextFrame()))
        ++n;
    std::fprintf(stderr, "viewer left after %lu frames\n", n);
}

}  // namespace dock
