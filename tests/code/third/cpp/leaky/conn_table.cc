#include <cerrno>
#include <memory>
#include <unordered_map>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gw {

class Connection {
public:
    explicit Connection(int fd) : m_fd(fd) { m_out.reserve(4096); }
    ~Connection() { Stats::get().connections--; }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // false once the peer is gone
    bool onReadable();
    int fd() const { return m_fd; }

private:
    int m_fd;
    std::string m_out;
};

bool Connection::onReadable()
{
    char tmp[16384];
    for (;;) {
        const ssize_t n = ::recv(m_fd, tmp, sizeof(tmp), 0);
        if (n > 0) { consume(tmp, n); continue; }
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
        return false;
    }
}

class Gateway {
public:
    void onListener()
    {
        int fd = ::accept4(m_listen, nullptr, nullptr, SOCK_NONBLOCK);
        if (fd < 0) {
            if (errno == EMFILE) ::usleep(50 * 1000);
            return;
        }
        const int on = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
        m_conns.emplace(fd, std::make_unique<Connection>(fd));
        watch(fd, EPOLLIN | EPOLLET);
    }

    void onEvent(const epoll_event& e)
    {
        auto it = m_conns.find(e.data.fd);
        if (it == m_conns.end()) return;
        if (!it->second->onReadable())
            m_conns.erase(it);
    }

private:
    int m_listen;
    std::unordered_map<int, std::unique_ptr<Connection>> m_conns;
};

} // namespace gw
