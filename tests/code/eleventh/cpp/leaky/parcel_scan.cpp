#include <cstdio>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <cerrno>
#include <sys/socket.h>
#include <sys/time.h>

// Parcel scanners in the depots. "SCAN <barcode> <belt>" -> "CHUTE <n>"

static std::mutex g_lock;
static std::map<std::string, int> g_seen;

static int chute_for(const std::string& line)
{
    if (line.compare(0, 5, "SCAN ") != 0)
        throw std::invalid_argument("not a scan: " + line);
    auto sp = line.find(' ', 5);
    const std::string code = line.substr(5, sp - 5);
    int belt = std::stoi(line.substr(sp + 1));
    std::lock_guard<std::mutex> g(g_lock);
    return (g_seen[code]++ + belt) % 48;
}

static void scanner(int fd)
{
    std::string acc;
    char buf[512];
    ssize_t n;
    while ((n = ::recv(fd, buf, sizeof buf, 0)) > 0) {
        acc.append(buf, n);
        std::string::size_type nl;
        while ((nl = acc.find('\n')) != std::string::npos) {
            std::string out = "CHUTE " + std::to_string(chute_for(acc.substr(0, nl))) + "\n";
            acc.erase(0, nl + 1);
            if (::send(fd, out.data(), out.size(), MSG_NOSIGNAL) != (ssize_t)out.size())
                return;
        }
        if (acc.size() > 1024)
            return;
    }
}

static void scanner_main(int fd)
{
    try {
        timeval tv{600, 0};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        tv.tv_sec = 10;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        scanner(fd);
        ::close(fd);
    } catch (const std::exception& e) {
        std::cerr << "scanner: " << e.what() << std::endl;
    }
}

void depot(int lfd)
{
    for (;;) {
        int fd = ::accept(lfd, nullptr, nullptr);
        if (fd < 0) {
            if (errno == EINTR) continue;
            std::perror("accept");
            ::sleep(1);
            continue;
        }
        try {
            std::thread(scanner_main, fd).detach();
        } catch (const std::system_error& e) {
            std::cerr << "thread: " << e.what() << std::endl;
            ::close(fd);
        }
    }
}
