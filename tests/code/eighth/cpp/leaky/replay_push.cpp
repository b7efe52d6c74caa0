#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

// Spectator stream of the match server: every tick is a length-prefixed blob of 2..60 KB.
class Spectators {
    struct Viewer {
        int fd;
        std::string name;
        unsigned long ticks = 0;
        Viewer(int f, std::string n) : fd(f), name(std::move(n)) {}
        ~Viewer() { ::close(fd); }
    };
    std::vector<std::unique_ptr<Viewer>> viewers_;

public:
    // fd comes non-blocking and with TCP_NODELAY from the lobby
    void join(int fd, const std::string& name) {
        viewers_.push_back(std::make_unique<Viewer>(fd, name));
    }

    void tick(const std::string& blob) {
        std::string frame;
        frame.reserve(blob.size() + 4);
        auto len = static_cast<unsigned>(blob.size());
        for (int sh = 24; sh >= 0; sh -= 8) frame.push_back(static_cast<char>(len >> sh & 0xff));
        frame += blob;

        for (auto it = viewers_.begin(); it != viewers_.end();) {
            Viewer& v = **it;
            ssize_t n = ::send(v.fd, frame.data(), frame.size(), MSG_NOSIGNAL);
            if (n < 0 && errno != EAGAIN && errno != EINTR) {
                std::fprintf(stderr, "%s left: %s\n", v.name.c_str(), std::strerror(errno));
                it = viewers_.erase(it);
                continue;
            }
            ++v.ticks;
            ++it;
        }
    }

    // between ticks: see who hung up
    void reap() {
        char sink[256];
        for (auto it = viewers_.begin(); it != viewers_.end();) {
            ssize_t n;
            do n = ::recv((*it)->fd, sink, sizeof sink, MSG_DONTWAIT);
            while (n > 0);
            bool gone = n == 0 || (errno != EAGAIN && errno != EINTR);
            it = gone ? viewers_.erase(it) : it + 1;
        }
    }

    std::size_t count() const { return viewers_.size(); }
};
