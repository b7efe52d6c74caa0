// Card authorisation gateway: terminals connect, one ISO 8583 message in, one out.
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

std::vector<uint8_t> authorise(const std::vector<uint8_t>& iso);

class Terminal {
public:
    explicit Terminal(int fd) : m_fd(fd) {
        struct timeval tv = {25, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
        ::setsockopt(m_fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    Terminal(Terminal&& o) noexcept : m_fd(std::exchange(o.m_fd, -1)) {}

    ~Terminal() {
        if (m_fd < 0)
            return;
        // black friday 2019: ran into 28k TIME_WAITs
        struct linger lg = {1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg));
        ::close(m_fd);
    }

    std::vector<uint8_t> receive() {
        uint16_t len;
        readAll(&len, sizeof(len));
        std::vector<uint8_t> msg(ntohs(len));
        readAll(msg.data(), msg.size());
        return msg;
    }

    void reply(const std::vector<uint8_t>& msg) {
        std::vector<uint8_t> out(2 + msg.size());
        out[0] = static_cast<uint8_t>(msg.size() >> 8);
        out[1] = static_cast<uint8_t>(msg.size() & 0xff);
        std::memcpy(out.data() + 2, msg.data(), msg.size());
        size_t off = 0;
        while (off < out.size()) {
            ssize_t w = ::send(m_fd, &out[off], out.size() - off, MSG_NOSIGNAL);
            if (w < 0)
                throw std::runtime_error("terminal write");
            off += static_cast<size_t>(w);
        }
    }

private:
    void readAll(void* p, size_t n) {
        auto* c = static_cast<char*>(p);
        while (n) {
            ssize_t r = ::recv(m_fd, c, n, 0);
            if (r <= 0)
                throw std::runtime_error("terminal read");
            c += r;
            n -= static_cast<size_t>(r);
        }
    }
    int m_fd;
};

void gatewayLoop(int listener) {
    for (;;) {
        int fd = ::accept(listener, nullptr, nullptr);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) ::usleep(50000);
            continue;
        }
        std::thread([t = Terminal(fd)]() mutable {
            try {
                t.reply(authorise(t.receive()));
            } catch (const std::exception&) {
                // terminals retry on their own
            }
        }).detach();
    }
}
