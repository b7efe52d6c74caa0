#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

// Feeds the big screen of the arena: binary snapshot of all players twice a second.

struct PlayerRow {
  uint16_t shirt;
  std::string name;
  uint16_t points, fouls;
  uint32_t seconds_played;
};

class ScreenLink {
 public:
  ScreenLink(const std::string& ip, uint16_t port) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    int one = 1;
    timeval tv{2, 0};
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    sockaddr_in sa{};
    sa.sin_family = AF_INET;
    sa.sin_port = htons(port);
    ::inet_pton(AF_INET, ip.c_str(), &sa.sin_addr);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&sa), sizeof sa) < 0) {
      const int e = errno;
      ::close(fd_);
      throw std::system_error(e, std::generic_category(), "screen " + ip);
    }
  }
  ScreenLink(const ScreenLink&) = delete;
  ScreenLink& operator=(const ScreenLink&) = delete;
  ~ScreenLink() { ::close(fd_); }

  void Snapshot(const std::vector<PlayerRow>& rows) {
    U16(0xB0B0);
    U16(static_cast<uint16_t>(rows.size()));
    for (const auto& r : rows) {
      U16(r.shirt);
      for (char c : r.name) Raw(&c, 1);
      U8(0);
      U16(r.points);
      U16(r.fouls);
      U32(r.seconds_played);
    }
  }

 private:
  void U8(uint8_t v) { Raw(&v, 1); }
  void U16(uint16_t v) { v = htons(v); Raw(&v, 2); }
  void U32(uint32_t v) { v = htonl(v); Raw(&v, 4); }

  void Raw(const void* p, size_t n) {
    const char* c = static_cast<const char*>(p);
    while (n > 0) {
      ssize_t w = ::send(fd_, c, n, MSG_NOSIGNAL);
      if (w < 0) {
        if (errno == EINTR) continue;
        throw std::system_error(errno, std::generic_category(), "send");
      }
      c += w;
      n -= static_cast<size_t>(w);
    }
  }

  int fd_ = -1;
};
