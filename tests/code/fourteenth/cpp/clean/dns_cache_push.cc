// pushes zone updates to the resolvers, keeps one connection to each
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <memory>
#include <string>
#include <iostream>

namespace {

struct FdCloser {
  int fd = -1;
  FdCloser() = default;
  FdCloser(const FdCloser&) = delete;
  ~FdCloser() { reset(); }
  void reset(int f = -1) {
    if (fd >= 0) ::close(fd);
    fd = f;
  }
};

using AddrList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

}  // namespace

class ResolverLink {
 public:
  explicit ResolverLink(std::string host) : host_(std::move(host)) {}

  bool Update(const std::string& zone) {
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (sock_.fd < 0 && !Connect()) return false;
      if (Exchange(zone)) return true;
      sock_.reset();
    }
    std::cerr << host_ << ": zone not accepted" << std::endl;
    return false;
  }

 private:
  bool Connect() {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* raw = nullptr;
    if (getaddrinfo(host_.c_str(), "8953", &hints, &raw) != 0) return false;
    AddrList list(raw, &freeaddrinfo);
    for (addrinfo* a = list.get(); a; a = a->ai_next) {
      sock_.reset(::socket(a->ai_family, a->ai_socktype, a->ai_protocol));
      if (sock_.fd < 0) continue;
      const int on = 1;
      const timeval tv{5, 0};
      setsockopt(sock_.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      setsockopt(sock_.fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
      setsockopt(sock_.fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
      setsockopt(sock_.fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
      if (::connect(sock_.fd, a->ai_addr, a->ai_addrlen) == 0) return true;
    }
    sock_.reset();
    return false;
  }

  bool Exchange(const std::string& zone) {
    const std::string msg = std::to_string(zone.size()) + "\n" + zone;
    for (size_t off = 0; off < msg.size();) {
      ssize_t n = ::send(sock_.fd, msg.data() + off, msg.size() - off, MSG_NOSIGNAL);
      if (n <= 0) return false;
      off += static_cast<size_t>(n);
    }
    char ack = 0;
    return ::recv(sock_.fd, &ack, 1, 0) == 1 && ack == '+';
  }

  std::string host_;
  FdCloser sock_;
};
