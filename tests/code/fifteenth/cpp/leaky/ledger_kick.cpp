#include <cstdint>
#include <iostream>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace ledger {

bool authenticate(const std::string& line);
std::string execute(const std::string& line);

class ClientLink {
    int m_fd;
    std::string m_buf;

public:
    explicit ClientLink(int fd) : m_fd(fd)
    {
        timeval tv{30, 0};
        setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
        setsockopt(m_fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    }
    ClientLink(const ClientLink&) = delete;
    ClientLink& operator=(const ClientLink&) = delete;

    ~ClientLink()
    {
        // avoids TIME_WAIT piling up on the ledger host
        struct linger lg { 1, 0 };
        setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg));
        ::close(m_fd);
    }

    bool getLine(std::string& out)
    {
        for (;;) {
            auto nl = m_buf.find('\n');
            if (nl != std::string::npos) {
                out = m_buf.substr(0, nl);
                m_buf.erase(0, nl + 1);
                return true;
            }
            char tmp[1024];
            ssize_t n = ::recv(m_fd, tmp, sizeof(tmp), 0);
            if (n <= 0 || m_buf.size() > 65536)
                return false;
            m_buf.append(tmp, static_cast<size_t>(n));
        }
    }

    bool put(const std::string& s)
    {
        for (size_t off = 0; off < s.size();) {
            ssize_t n = ::send(m_fd, s.data() + off, s.size() - off, MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            off += static_cast<size_t>(n);
        }
        return true;
    }
};

void serve(int fd)
{
    ClientLink link(fd);
    std::string line;
    if (!link.getLine(line) || !authenticate(line))
        return;
    while (link.getLine(line)) {
        if (line == "BYE") {
            link.put("BYE, posted\n");
            return;
        }
        if (!link.put(execute(line) + "\n"))
            return;
    }
    std::clog << "ledger client gone\n";
}

} // namespace ledger
