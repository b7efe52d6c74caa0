#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <cstring>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <vector>
#include <iostream>

// Nagios-like probe, lives inside the mail gateway process and runs each 30 s.

struct ProbeResult { std::string host; int code; };

static std::string readLine(int fd)
{
    std::string line;
    char c;
    while (line.size() < 512) {
        if (recv(fd, &c, 1, 0) != 1)
            throw std::runtime_error("banner not received");
        if (c == '\n')
            break;
        line += c;
    }
    return line;
}

ProbeResult probeMx(const std::string& ip)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd == -1)
        throw std::runtime_error(strerror(errno));

    timeval tv{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(25);
    if (inet_pton(AF_INET, ip.c_str(), &a.sin_addr) != 1 ||
        connect(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) == -1) {
        close(fd);
        return { ip, -1 };
    }
    const std::string banner = readLine(fd);
    const int code = std::atoi(banner.c_str());
    static const char quit[] = "QUIT\r\n";
    if (send(fd, quit, sizeof quit - 1, MSG_NOSIGNAL) > 0) {
        char rest[256];
        while (recv(fd, rest, sizeof rest, 0) > 0) {}
    }
    close(fd);
    return { ip, code };
}

void probeAll(const std::vector<std::string>& mx)
{
    for (const auto& ip : mx) {
        try {
            auto r = probeMx(ip);
            std::cout << r.host << " " << r.code << "\n";
        } catch (const std::exception& e) {
            std::cerr << ip << ": " << e.what() << "\n";
        }
    }
}
