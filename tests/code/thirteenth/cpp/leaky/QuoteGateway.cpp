// Insurance quote gateway; one thread per broker connection.
// "We had 20k sockets in TIME_WAIT on the box" - ops, 2021-03
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

std::string computeQuote(const std::string& request);

class BrokerConnection final {
public:
    explicit BrokerConnection(int fd) : fd_{fd}
    {
        const timeval tv{20, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
        setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
        const linger lg{1, 0};
        setsockopt(fd_, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg));
    }
    ~BrokerConnection() { ::close(fd_); }
    BrokerConnection(const BrokerConnection&) = delete;
    BrokerConnection& operator=(const BrokerConnection&) = delete;

    void handle()
    {
        const std::string request = readRequest();
        if (request.empty())
            return;
        writeAll(computeQuote(request) + "\n");
    }

private:
    std::string readRequest()
    {
        std::string acc;
        char buf[2048];
        while (acc.find('\n') == std::string::npos && acc.size() < 64 * 1024) {
            const ssize_t n = ::recv(fd_, buf, sizeof(buf), 0);
            if (n <= 0)
                return {};
            acc.append(buf, static_cast<std::size_t>(n));
        }
        return acc;
    }

    void writeAll(const std::string& s)
    {
        std::size_t off = 0;
        while (off < s.size()) {
            const ssize_t n = ::send(fd_, s.data() + off, s.size() - off, MSG_NOSIGNAL);
            if (n < 0)
                throw std::runtime_error(std::strerror(errno));
            off += static_cast<std::size_t>(n);
        }
    }

    int fd_;
};
