#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// RTK corrections from an NTRIP caster for the tractors' autopilot.
namespace ntrip {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) noexcept : fd_(fd) {}
  UniqueFd(UniqueFd&& o) noexcept : fd_(o.release()) {}
  UniqueFd& operator=(UniqueFd&& o) noexcept {
    reset(o.release());
    return *this;
  }
  ~UniqueFd() { reset(); }
  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ != -1; }
  int release() noexcept {
    int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd = -1) noexcept {
    if (fd_ != -1) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

class Client {
 public:
  void connect(const std::string& host, const std::string& mount, const std::string& auth) {
    addrinfo hints{}, *res = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host.c_str(), "2101", &hints, &res)) throw std::runtime_error("resolve " + host);
    std::unique_ptr<addrinfo, void (*)(addrinfo*)> hold(res, ::freeaddrinfo);
    for (auto* ai = res; ai; ai = ai->ai_next) {
      UniqueFd s(::socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC, ai->ai_protocol));
      if (!s) continue;
      timeval tv{15, 0};
      ::setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
      ::setsockopt(s.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
      if (::connect(s.get(), ai->ai_addr, ai->ai_addrlen) != 0) continue;
      handshake(s.get(), mount, auth);
      fd_ = std::move(s);
      return;
    }
    throw std::runtime_error("caster unreachable");
  }

  // 0 when the caster has ended the stream
  size_t read(char* to, size_t room) {
    ssize_t n = ::recv(fd_.get(), to, room, 0);
    if (n <= 0) fd_.reset();
    if (n < 0) throw std::runtime_error("stream broken");
    return static_cast<size_t>(n);
  }

 private:
  static void handshake(int fd, const std::string& mount, const std::string& auth) {
    const std::string req = "GET /" + mount + " HTTP/1.0\r\nUser-Agent: NTRIP furrow/1.4\r\nAuthorization: Basic " + auth + "\r\n\r\n";
    for (std::string_view rest = req; !rest.empty();) {
      ssize_t n = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (n <= 0) throw std::runtime_error("request");
      rest.remove_prefix(n);
    }
    std::string head;
    for (char c; head.find("\r\n") == std::string::npos; head += c)
      if (head.size() > 512 || ::recv(fd, &c, 1, 0) != 1) throw std::runtime_error("no status line");
    if (head.rfind("ICY 200", 0) != 0) throw std::runtime_error("caster said " + head);
  }

  UniqueFd fd_;
};

}  // namespace ntrip
