#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

using Clock = std::chrono::steady_clock;

struct Session
{
    explicit Session(std::string who) : name(std::move(who)), lastHeard(Clock::now()) {}
    std::string       name;
    std::string       wish;
    Clock::time_point lastHeard;
};

class JukeboxServer
{
public:
    explicit JukeboxServer(int epfd) : m_ep(epfd) {}

    void onAccept(int listenFd)
    {
        int fd = ::accept4(listenFd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
        {
            if (errno == EMFILE || errno == ENFILE)
                ::usleep(100'000);
            return;
        }
        epoll_event ev{};
        ev.events  = EPOLLIN;
        ev.data.fd = fd;
        if (::epoll_ctl(m_ep, EPOLL_CTL_ADD, fd, &ev) != 0)
        {
            ::close(fd);
            return;
        }
        m_sessions.emplace(fd, std::make_unique<Session>("table-" + std::to_string(fd)));
    }

    void onReadable(int fd)
    {
        auto it = m_sessions.find(fd);
        if (it == m_sessions.end())
            return;
        char buf[256];
        ssize_t n = ::recv(fd, buf, sizeof(buf), 0);
        if (n > 0)
        {
            it->second->lastHeard = Clock::now();
            it->second->wish.assign(buf, static_cast<size_t>(n));
            enqueueSong(it->second->wish);
        }
        else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        {
            drop(it);
        }
    }

    void expire()
    {
        const auto limit = Clock::now() - std::chrono::minutes(30);
        for (auto it = m_sessions.begin(); it != m_sessions.end();)
        {
            if (it->second->lastHeard < limit)
            {
                ::epoll_ctl(m_ep, EPOLL_CTL_DEL, it->first, nullptr);
                it = m_sessions.erase(it);
            }
            else
                ++it;
        }
    }

private:
    using Map = std::unordered_map<int, std::unique_ptr<Session>>;

    void drop(Map::iterator it)
    {
        ::close(it->first);
        m_sessions.erase(it);
    }

    static void enqueueSong(const std::string& title);

    int m_ep;
    Map m_sessions;
};
