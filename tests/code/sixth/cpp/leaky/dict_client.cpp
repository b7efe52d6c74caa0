#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>

class DictClient {
public:
    DictClient(const char* host, const char* port) {
        addrinfo hints{}, *res = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        if (getaddrinfo(host, port, &hints, &res) != 0) throw std::runtime_error("resolve");
        for (addrinfo* a = res; a && fd_ < 0; a = a->ai_next) {
            fd_ = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
            if (fd_ < 0) continue;
            timeval tv{4, 0};
            setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
            setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
            if (connect(fd_, a->ai_addr, a->ai_addrlen) != 0) {
                close(fd_);
                fd_ = -1;
            }
        }
        freeaddrinfo(res);
        if (fd_ < 0) throw std::runtime_error("connect");
    }
    ~DictClient() { close(fd_); }
    DictClient(const DictClient&) = delete;
    DictClient& operator=(const DictClient&) = delete;

    std::string lookup(const std::string& word) {
        struct { uint16_t op, len; } h{htons(1), htons(static_cast<uint16_t>(word.size()))};
        out(&h, sizeof h);
        out(word.data(), word.size());
        uint16_t n = 0;
        in(&n, sizeof n);
        std::string text(ntohs(n), '\0');
        in(text.data(), text.size());
        return text;
    }

private:
    void out(const void* p, size_t n) {
        const char* c = static_cast<const char*>(p);
        while (n) {
            ssize_t w = send(fd_, c, n, MSG_NOSIGNAL);
            if (w <= 0) throw std::runtime_error("send");
            c += w;
            n -= w;
        }
    }
    void in(void* p, size_t n) {
        char* c = static_cast<char*>(p);
        while (n) {
            ssize_t r = recv(fd_, c, n, 0);
            if (r <= 0) throw std::runtime_error("recv");
            c += r;
            n -= r;
        }
    }
    int fd_ = -1;
};
