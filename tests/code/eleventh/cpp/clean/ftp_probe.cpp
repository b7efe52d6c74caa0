// Nagios plugin: does the supplier's FTP answer with a 220 banner?
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

enum Status { OK = 0, WARNING = 1, CRITICAL = 2, UNKNOWN = 3 };

static bool wait_for(int fd, short what, int ms)
{
    pollfd p = { fd, what, 0 };
    int rc;
    do
        rc = poll(&p, 1, ms);
    while (rc < 0 && errno == EINTR);
    return rc == 1;
}

static Status banner(int fd, std::string& text)
{
    char buf[512];
    while (text.find('\n') == std::string::npos) {
        if (!wait_for(fd, POLLIN, 5000)) {
            text = "no banner within 5 s";
            return CRITICAL;
        }
        ssize_t n = recv(fd, buf, sizeof buf, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0) {
            text = "closed before the banner";
            return CRITICAL;
        }
        text.append(buf, n);
        if (text.size() > 8192) {
            text = "that is no FTP server";
            return WARNING;
        }
    }
    return text.compare(0, 3, "220") == 0 ? OK : WARNING;
}

static Status check(const sockaddr_in& sa, std::string& text)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        text = std::strerror(errno);
        return UNKNOWN;
    }
    Status st = CRITICAL;
    int err = 0;
    socklen_t len = sizeof err;
    if (connect(fd, (const sockaddr*)&sa, sizeof sa) < 0 && errno != EINPROGRESS)
        text = std::strerror(errno);
    else if (!wait_for(fd, POLLOUT, 5000))
        text = "connect timeout";
    else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0 || err)
        text = std::strerror(err ? err : errno);
    else
        st = banner(fd, text);
    close(fd);
    return st;
}

int main(int argc, char** argv)
{
    sockaddr_in sa{};
    sa.sin_family = AF_INET;
    sa.sin_port = htons(21);
    if (argc != 2 || inet_pton(AF_INET, argv[1], &sa.sin_addr) != 1) {
        std::cout << "usage: ftp_probe ADDRESS\n";
        return UNKNOWN;
    }
    std::string text;
    Status st = check(sa, text);
    std::cout << "FTP " << (st == OK ? "OK" : "PROBLEM") << " - " << text << std::endl;
    return st;
}
