#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

// Mirror of our registry's whois: one query line, one text, done.

namespace {

std::atomic<int> busy{0};     // shown by the status page

template <class F> struct Finally { F f; ~Finally() { f(); } };
template <class F> Finally(F) -> Finally<F>;

std::string query(int fd)
{
    std::string q;
    char b[128];
    while (q.find('\n') == std::string::npos) {
        ssize_t n = recv(fd, b, sizeof b, 0);
        if (n == 0) throw std::runtime_error("client left");
        if (n < 0) {
            if (errno == EINTR) continue;
            throw std::runtime_error("timeout or error while reading");
        }
        q.append(b, n);
        if (q.size() > 512) throw std::runtime_error("long query");
    }
    return q.substr(0, q.find_first_of("\r\n"));
}

void put(int fd, const std::string& s)
{
    for (size_t at = 0; at < s.size();) {
        ssize_t n = send(fd, s.data() + at, s.size() - at, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) throw std::runtime_error("send");
        if (n > 0) at += static_cast<size_t>(n);
    }
}

void visitor(int fd)
{
    Finally bye{[fd] { close(fd); --busy; }};
    timeval tv{8, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    try {
        const auto name = query(fd);
        if (name.find('/') != std::string::npos) throw std::invalid_argument(name);
        std::ifstream f("/srv/whois/" + name);
        std::ostringstream all;
        all << f.rdbuf();
        put(fd, f ? all.str() : "% no entry\r\n");
        shutdown(fd, SHUT_WR);
        char rest[256];
        while (recv(fd, rest, sizeof rest, 0) > 0) {}
    } catch (const std::exception& e) {
        std::clog << "whois: " << e.what() << '\n';
    }
}

} // namespace

void whois_main(int lsn)
{
    for (;;) {
        int fd = accept(lsn, nullptr, nullptr);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                std::this_thread::sleep_for(std::chrono::milliseconds(300));
            continue;
        }
        ++busy;
        try {
            std::thread(visitor, fd).detach();
        } catch (const std::system_error&) {
            close(fd);
            --busy;
        }
    }
}
