// weighbridge intake, one thread per truck lane
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <iostream>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

struct at_exit_of_scope {
    std::function<void()> f;
    ~at_exit_of_scope() { f(); }
};

// throws std::invalid_argument / std::out_of_range on nonsense
static long net_weight(const std::string& line)
{
    size_t used = 0;
    long gross = std::stol(line, &used);
    long tare = std::stol(line.substr(used));
    return gross - tare;
}

static bool send_all(int fd, const std::string& s)
{
    for (size_t off = 0; off < s.size();) {
        ssize_t n = ::send(fd, s.data() + off, s.size() - off, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        off += n;
    }
    return true;
}

static void lane(int fd)
{
    at_exit_of_scope closer{[fd] { ::close(fd); }};
    timeval tv{300, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    tv.tv_sec = 15;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    std::string acc;
    char buf[256];
    for (;;) {
        ssize_t n = ::recv(fd, buf, sizeof buf, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        acc.append(buf, n);
        for (size_t nl; (nl = acc.find('\n')) != std::string::npos; acc.erase(0, nl + 1)) {
            std::string answer;
            try {
                answer = "NET " + std::to_string(net_weight(acc.substr(0, nl))) + "\n";
            } catch (const std::logic_error& e) {
                answer = std::string("ERR ") + e.what() + "\n";
            }
            if (!send_all(fd, answer)) return;
        }
        if (acc.size() > 4096) return;
    }
}

int serve(int lfd)
{
    for (;;) {
        int fd = ::accept(lfd, nullptr, nullptr);
        if (fd == -1) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            std::perror("accept");
            if (errno == EBADF) return 1;
            ::usleep(300000);
            continue;
        }
        try {
            std::thread(lane, fd).detach();
        } catch (const std::exception& e) {
            std::cerr << "no thread: " << e.what() << "\n";
            ::close(fd);
        }
    }
}
