#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cerrno>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

// TV show voting. Call centre switches send "VOTE <contestant> <count>;" over short connections.

static std::map<int, long> tally;
static std::mutex tally_mutex;

static std::string read_until(int fd, char stop)
{
    std::string s;
    char buf[256];
    while (s.find(stop) == std::string::npos) {
        ssize_t n = ::recv(fd, buf, sizeof buf, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        s.append(buf, static_cast<size_t>(n));
        if (s.size() > 1024)
            break;
    }
    return s;
}

static void handle_switch(int fd)
{
    timeval tv{10, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    std::string msg = read_until(fd, ';');
    if (msg.compare(0, 5, "VOTE ") != 0) {
        ::close(fd);
        return;
    }
    std::size_t used = 0;
    const int who = std::stoi(msg.substr(5), &used);
    const long count = std::stol(msg.substr(5 + used));
    {
        std::lock_guard<std::mutex> g(tally_mutex);
        tally[who] += count;
    }
    ::send(fd, "OK;", 3, MSG_NOSIGNAL);
    ::close(fd);
}

int main()
{
    int lsn = ::socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    ::setsockopt(lsn, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in sa{};
    sa.sin_family = AF_INET;
    sa.sin_port = htons(9410);
    if (::bind(lsn, reinterpret_cast<sockaddr*>(&sa), sizeof sa) || ::listen(lsn, 1024)) {
        std::cerr << "cannot listen\n";
        return 1;
    }
    while (true) {
        int fd = ::accept(lsn, nullptr, nullptr);
        if (fd < 0) {
            if (errno != EINTR)
                ::sleep(1);
            continue;
        }
        std::thread([fd] {
            try {
                handle_switch(fd);
            } catch (const std::exception& e) {
                std::cerr << "bad vote: " << e.what() << '\n';
            }
        }).detach();
    }
}
