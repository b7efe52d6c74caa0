// doorlog - RFID door controllers deliver their events
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <netdb.h>
#include <netinet/in.h>
#include <sstream>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

struct Db {
    // one round trip to the personnel database, 50..800 ms at shift change
    bool controllerKnown(const std::string& hostname);
    void insertEvent(const std::string& hostname, const std::string& line);
};

static std::string nameOf(const sockaddr_in& sa)
{
    char host[NI_MAXHOST];
    if (getnameinfo(reinterpret_cast<const sockaddr*>(&sa), sizeof sa,
                    host, sizeof host, nullptr, 0, 0) != 0)
        return inet_ntoa(sa.sin_addr);
    return host;
}

static void eventLoop(int fd, std::string host, Db& db)
{
    std::string pending;
    char b[1024];
    ssize_t n;
    while ((n = recv(fd, b, sizeof b, 0)) > 0) {
        pending.append(b, static_cast<size_t>(n));
        size_t nl;
        while ((nl = pending.find('\n')) != std::string::npos) {
            db.insertEvent(host, pending.substr(0, nl));
            pending.erase(0, nl + 1);
        }
        if (pending.size() > 64 * 1024)
            break;
    }
    close(fd);
}

int main()
{
    Db db;
    int ls = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in me{};
    me.sin_family = AF_INET;
    me.sin_port = htons(6070);
    if (ls < 0 || bind(ls, reinterpret_cast<sockaddr*>(&me), sizeof me) < 0 || listen(ls, 128) < 0) {
        std::cerr << "doorlog: " << std::strerror(errno) << '\n';
        return 1;
    }
    for (;;) {
        sockaddr_in who{};
        socklen_t wl = sizeof who;
        int fd = accept(ls, reinterpret_cast<sockaddr*>(&who), &wl);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) usleep(100000);
            continue;
        }
        timeval tv{600, 0};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        std::string host = nameOf(who);
        if (!db.controllerKnown(host)) {
            std::clog << "unknown controller " << host << '\n';
            close(fd);
            continue;
        }
        std::thread(eventLoop, fd, host, std::ref(db)).detach();
    }
}
