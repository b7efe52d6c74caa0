#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// RPC stub of the pricing daemon. Some 300 calls per second on one connection.
class PriceRpc {
public:
  explicit PriceRpc(std::string host, std::string port = "6200")
      : host_(std::move(host)), port_(std::move(port)) {}
  ~PriceRpc() { drop(); }
  PriceRpc(const PriceRpc&) = delete;
  PriceRpc& operator=(const PriceRpc&) = delete;

  std::optional<std::vector<char>> call(uint16_t method, const std::string& arg) {
    if (fd_ < 0 && !connect()) return std::nullopt;
    struct { uint16_t method, flags; uint32_t len; } hdr{htons(method), 0, htonl(uint32_t(arg.size()))};
    if (!put(&hdr, sizeof hdr) || !put(arg.data(), arg.size())) return fail();
    uint32_t rlen;
    if (!get(&rlen, sizeof rlen)) return fail();
    rlen = ntohl(rlen);
    if (rlen > (8u << 20)) return fail();
    std::vector<char> body(rlen);
    if (!get(body.data(), body.size())) return fail();
    return body;
  }

private:
  bool connect() {
    addrinfo hints{}, *res = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host_.c_str(), port_.c_str(), &hints, &res) != 0) return false;
    timeval tv{3, 0};
    int one = 1;
    for (addrinfo* a = res; a && fd_ < 0; a = a->ai_next) {
      int s = ::socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
      if (s < 0) continue;
      setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
      setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
      setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
      if (::connect(s, a->ai_addr, a->ai_addrlen) == 0) fd_ = s;
      else ::close(s);
    }
    freeaddrinfo(res);
    return fd_ >= 0;
  }

  bool put(const void* p, size_t n) {
    auto c = static_cast<const char*>(p);
    while (n) {
      ssize_t w = ::send(fd_, c, n, MSG_NOSIGNAL);
      if (w <= 0) return false;
      c += w;
      n -= size_t(w);
    }
    return true;
  }

  bool get(void* p, size_t n) { return n == 0 || ::recv(fd_, p, n, MSG_WAITALL) == ssize_t(n); }

  std::nullopt_t fail() { drop(); return std::nullopt; }
  void drop() { if (fd_ >= 0) ::close(fd_); fd_ = -1; }

  std::string host_, port_;
  int fd_ = -1;
};
