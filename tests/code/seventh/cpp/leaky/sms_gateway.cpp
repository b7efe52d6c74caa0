#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <map>
#include <memory>
#include <string>

namespace sms {

struct Link {
  explicit Link(int f) : fd(f) {}
  ~Link() { ::close(fd); }
  Link(const Link&) = delete;
  int fd;
  std::string in;
};

class Reactor {
 public:
  Reactor(int listener) : listener_(listener), ep_(::epoll_create1(0)) {
    epoll_event ev{};
    ev.events = EPOLLIN;
    ev.data.fd = listener_;
    ::epoll_ctl(ep_, EPOLL_CTL_ADD, listener_, &ev);
  }
  ~Reactor() { ::close(ep_); }

  void Poll(int timeout_ms) {
    epoll_event evs[128];
    int n = ::epoll_wait(ep_, evs, 128, timeout_ms);
    for (int i = 0; i < n; i++) {
      const int fd = evs[i].data.fd;
      if (fd == listener_) {
        Greet();
      } else if (auto it = links_.find(fd); it != links_.end()) {
        if (!Readable(*it->second)) links_.erase(it);
      }
    }
  }

 private:
  void Greet() {
    int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0) {
      if (errno == EMFILE) ::usleep(50 * 1000);
      return;
    }
    int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    links_.emplace(fd, std::make_unique<Link>(fd));
    epoll_event ev{};
    ev.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    ev.data.fd = fd;
    ::epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &ev);
  }

  bool Readable(Link& l) {
    char buf[2048];
    ssize_t n = ::recv(l.fd, buf, sizeof(buf), 0);
    if (n == 0) return false;
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    l.in.append(buf, n);
    size_t at;
    while ((at = l.in.find("\r\n\r\n")) != std::string::npos) {
      Submit(l.in.substr(0, at));
      l.in.erase(0, at + 4);
    }
    return l.in.size() < 64 * 1024;
  }

  void Submit(const std::string& pdu);

  int listener_;
  int ep_;
  std::map<int, std::unique_ptr<Link>> links_;
};

}  // namespace sms
