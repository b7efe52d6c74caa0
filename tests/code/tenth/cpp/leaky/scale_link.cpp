#include "scale_link.h"
/* class ScaleLink { public: explicit ScaleLink(std::string ip); ~ScaleLink();
 *   double weigh(); private: void open(); std::string line(); std::string ip_, rest_; int fd_ = -1; }; */

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <syslog.h>

ScaleLink::ScaleLink(std::string ip)
  : ip_(std::move(ip))
{
  open();
}

ScaleLink::~ScaleLink()
{
  if (fd_ != -1)
    ::close(fd_);
}

void ScaleLink::open()
{
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(3001);
  if (inet_pton(AF_INET, ip_.c_str(), &a.sin_addr) != 1)
    throw std::invalid_argument(ip_);

  const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (s == -1)
    throw std::runtime_error("socket");

  timeval tv{3, 0};
  int one = 1;
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(s, reinterpret_cast<sockaddr *>(&a), sizeof a) == -1) {
    ::close(s);
    throw std::runtime_error("scale " + ip_ + " is not reachable");
  }
  rest_.clear();
  fd_ = s;
}

std::string ScaleLink::line()
{
  for (;;) {
    const auto p = rest_.find("\r\n");
    if (p != std::string::npos) {
      std::string l = rest_.substr(0, p);
      rest_.erase(0, p + 2);
      return l;
    }
    char buf[128];
    const ssize_t n = ::recv(fd_, buf, sizeof buf, 0);
    if (n == -1 && errno == EINTR)
      continue;
    if (n <= 0)
      throw std::runtime_error(n == 0 ? "scale hung up" : "scale is silent");
    rest_.append(buf, n);
  }
}

/* SICS "S": stable weight. The scales reboot every night, so a broken link is
 * set up anew and the question asked again. */
double ScaleLink::weigh()
{
  for (int round = 0;; ++round) {
    try {
      if (::send(fd_, "S\r\n", 3, MSG_NOSIGNAL) != 3)
        throw std::runtime_error("send to scale");
      const std::string l = line();
      if (l.compare(0, 4, "S S ") != 0)
        return -1;
      return std::strtod(l.c_str() + 4, nullptr);
    } catch (const std::runtime_error &e) {
      syslog(LOG_WARNING, "%s: %s", ip_.c_str(), e.what());
      if (round == 2)
        throw;
      open();
    }
  }
}
