// modem_bank.cpp - talks AT-over-TCP with the terminal server, C++98 style
#include <cerrno>
#include <cstring>
#include <string>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

class Modem {
public:
    Modem() : fd_(-1) {}
    ~Modem() { hangup(); }

    bool attach(const struct sockaddr_in& where)
    {
        hangup();
        int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0)
            return false;
        struct timeval tv;
        tv.tv_sec = 8;
        tv.tv_usec = 0;
        int on = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(fd, reinterpret_cast<const struct sockaddr*>(&where), sizeof where) < 0) {
            ::close(fd);
            return false;
        }
        fd_ = fd;
        return true;
    }

    bool at(const std::string& cmd, std::string& answer)
    {
        if (fd_ < 0)
            return false;
        std::string out = "AT" + cmd + "\r";
        if (::send(fd_, out.data(), out.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(out.size())) {
            hangup();
            return false;
        }
        answer.clear();
        char b[256];
        while (answer.find("OK\r") == std::string::npos && answer.find("ERROR\r") == std::string::npos) {
            ssize_t n = ::recv(fd_, b, sizeof b, 0);
            if (n <= 0 || answer.size() > 4096) {
                hangup();
                return false;
            }
            answer.append(b, static_cast<std::string::size_type>(n));
        }
        return answer.find("OK\r") != std::string::npos;
    }

    void hangup()
    {
        if (fd_ >= 0)
            ::close(fd_);
        fd_ = -1;
    }

private:
    Modem(const Modem&);
    Modem& operator=(const Modem&);
    int fd_;
};
