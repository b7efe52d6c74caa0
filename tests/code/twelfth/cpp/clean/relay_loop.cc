#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <memory>
#include <string>
#include <unordered_map>

namespace relay {

class UniqueFd {
 public:
  explicit UniqueFd(int fd = -1) : fd_(fd) {}
  UniqueFd(UniqueFd&& o) noexcept : fd_(o.fd_) { o.fd_ = -1; }
  UniqueFd& operator=(UniqueFd&&) = delete;
  ~UniqueFd() { if (fd_ >= 0) ::close(fd_); }
  int get() const { return fd_; }
 private:
  int fd_;
};

struct Conn {
  explicit Conn(int fd) : fd(fd) {}
  UniqueFd fd;
  std::string out;
  bool eof = false;
};

// Edge triggered upper-casing relay, used by the smoke tests of the load balancer team.
class Loop {
 public:
  Loop(int ep, int listener) : ep_(ep), listener_(listener) {}

  void OnAcceptable() {
    for (;;) {
      int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) {
        if (errno == EINTR || errno == ECONNABORTED) continue;
        if (errno == EMFILE || errno == ENFILE) accept_paused_ = true;  // timer tick retries
        return;
      }
      auto c = std::make_unique<Conn>(fd);
      epoll_event ev{};
      ev.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
      ev.data.fd = fd;
      if (::epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &ev) == 0) conns_.emplace(fd, std::move(c));
    }
  }

  void OnTick() {
    if (accept_paused_) { accept_paused_ = false; OnAcceptable(); }
  }

  void OnEvent(int fd, uint32_t events) {
    auto it = conns_.find(fd);
    if (it == conns_.end()) return;
    bool alive = !(events & EPOLLERR);
    if (alive && (events & EPOLLIN) && !it->second->eof) alive = Drain(*it->second);
    if (alive) alive = Flush(*it->second);
    if (it->second->eof && it->second->out.empty()) alive = false;
    if (!alive) conns_.erase(it);  // UniqueFd closes, epoll forgets it
  }

 private:
  bool Drain(Conn& c) {
    char buf[8192];
    for (;;) {
      ssize_t n = ::read(c.fd.get(), buf, sizeof buf);
      if (n > 0) {
        for (ssize_t i = 0; i < n; ++i) c.out.push_back(static_cast<char>(::toupper(buf[i])));
        if (c.out.size() > (4u << 20)) return false;
      } else if (n == 0) {
        c.eof = true;  // what is in out still goes
        return true;
      } else if (errno != EINTR) {
        return errno == EAGAIN;
      }
    }
  }
  bool Flush(Conn& c) {
    while (!c.out.empty()) {
      ssize_t n = ::send(c.fd.get(), c.out.data(), c.out.size(), MSG_NOSIGNAL);
      if (n < 0) {
        if (errno == EINTR) continue;
        return errno == EAGAIN;
      }
      c.out.erase(0, n);
    }
    return true;
  }
  int ep_, listener_;
  bool accept_paused_ = false;
  std::unordered_map<int, std::unique_ptr<Conn>> conns_;
};

}  // namespace relay
