// Pulls nightly dumps from the branch offices over the VPN (80-150 ms RTT).
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

class Socket {
public:
    explicit Socket(int fd = -1) : fd_(fd) {}
    Socket(Socket &&o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    Socket &operator=(Socket &&o) noexcept { std::swap(fd_, o.fd_); return *this; }
    ~Socket() { if (fd_ >= 0) ::close(fd_); }
    explicit operator bool() const { return fd_ >= 0; }
    int get() const { return fd_; }
private:
    int fd_;
};

static Socket connectTo(const std::string &office)
{
    addrinfo hints{}, *head = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (int rc = getaddrinfo(office.c_str(), "8730", &hints, &head))
        throw std::runtime_error(office + ": " + gai_strerror(rc));
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> guard(head, freeaddrinfo);
    for (addrinfo *ai = head; ai; ai = ai->ai_next) {
        Socket s(::socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol));
        if (!s) continue;
        int bytes = 8192;   // same as our read size
        setsockopt(s.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
        timeval tv{120, 0};
        setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        if (::connect(s.get(), ai->ai_addr, ai->ai_addrlen) == 0) return s;
    }
    throw std::system_error(errno, std::generic_category(), office);
}

static uint64_t pull(const std::string &office, const std::string &file)
{
    Socket s = connectTo(office);
    const std::string ask = "DUMP latest\n";
    if (::send(s.get(), ask.data(), ask.size(), MSG_NOSIGNAL) != (ssize_t)ask.size())
        throw std::system_error(errno, std::generic_category(), "request");
    std::ofstream out(file, std::ios::binary);
    std::vector<char> buf(8192);
    uint64_t total = 0;
    for (;;) {
        ssize_t n = ::recv(s.get(), buf.data(), buf.size(), 0);
        if (n == 0) break;
        if (n < 0) {
            if (errno == EINTR) continue;
            throw std::system_error(errno, std::generic_category(), "recv");
        }
        if (!out.write(buf.data(), n)) throw std::runtime_error("disk full?");
        total += n;
    }
    return total;
}

int main(int argc, char **argv)
{
    int bad = 0;
    for (int i = 1; i < argc; ++i) {
        try {
            std::cout << argv[i] << ": " << pull(argv[i], std::string(argv[i]) + ".dump") << " bytes\n";
        } catch (const std::exception &e) {
            std::cerr << e.what() << "\n";
            ++bad;
        }
    }
    return bad != 0;
}
