// old-style: class with fd_, connect in open(), close in close(), reconnect loop
#include "barrier.h"
#include <cerrno>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
Barrier::Barrier(std::string host, std::string port) : host_(std::move(host)), port_(std::move(port)) {}
Barrier::~Barrier() { close(); }
void Barrier::close() noexcept
{
    if (fd_ != -1) {
        ::close(fd_);
        fd_ = -1;
    }
}
bool Barrier::open()
{
    close();
    addrinfo hints{}, *res = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host_.c_str(), port_.c_str(), &hints, &res) != 0)
        return false;
    for (addrinfo* p = res; p && fd_ == -1; p = p->ai_next) {
        int s = ::socket(p->ai_family, p->ai_socktype | SOCK_NONBLOCK, p->ai_protocol);
        if (s == -1)
            continue;
        if (::connect(s, p->ai_addr, p->ai_addrlen) == 0 || (errno == EINPROGRESS && finish(s)))
            fd_ = s;
        else
            ::close(s);
    }
    ::freeaddrinfo(res);
    return fd_ != -1;
}
bool Barrier::finish(int s)
{
    pollfd p{s, POLLOUT, 0};
    int err = 0;
    socklen_t len = sizeof err;
    return ::poll(&p, 1, 3000) == 1 && ::getsockopt(s, SOL_SOCKET, SO_ERROR, &err, &len) == 0 && err == 0;
}
bool Barrier::raise()
{
    for (int tries = 0; tries < 3; ++tries) {
        if (fd_ == -1 && !open()) {
            ::usleep(200000);
            continue;
        }
        if (::send(fd_, "UP\n", 3, MSG_NOSIGNAL) == 3) {
            pollfd p{fd_, POLLIN, 0};
            char c;
            if (::poll(&p, 1, 2000) == 1 && ::recv(fd_, &c, 1, 0) == 1)
                return c == '+';
        }
        close();
    }
    return false;
}
