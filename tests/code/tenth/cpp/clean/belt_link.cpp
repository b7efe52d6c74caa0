#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

// Link to the controller of a conveyor belt; set up again when it breaks.
class BeltLink {
public:
  BeltLink(std::string ip, uint16_t port) : m_ip(std::move(ip)), m_port(port) {}
  BeltLink(const BeltLink &) = delete;
  BeltLink &operator=(const BeltLink &) = delete;
  ~BeltLink() { hangUp(); }

  std::optional<uint16_t> speed()
  {
    for (int round = 0; round < 3; ++round) {
      if (m_fd < 0 && !dial()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200 << round));
        continue;
      }
      const uint8_t ask[4] = {0x7e, 0x01, 0x10, 0x91};
      uint8_t ans[6];
      if (::send(m_fd, ask, sizeof ask, MSG_NOSIGNAL) == ssize_t(sizeof ask) && exactly(ans, sizeof ans) && ans[0] == 0x7e)
        return uint16_t(ans[3] << 8 | ans[4]);
      fmt::print(stderr, "belt {}: link broken\n", m_ip);
      hangUp();
    }
    return std::nullopt;
  }

private:
  bool dial()
  {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(m_port);
    if (::inet_pton(AF_INET, m_ip.c_str(), &a.sin_addr) != 1)
      return false;
    hangUp();
    m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (m_fd < 0)
      return false;
    const timeval tv{2, 0};
    const int on = 1;
    if (::setsockopt(m_fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) || ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) ||
        ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) ||
        ::connect(m_fd, reinterpret_cast<const sockaddr *>(&a), sizeof a)) {
      fmt::print(stderr, "belt {}:{}: errno {}\n", m_ip, m_port, errno);
      hangUp();
      return false;
    }
    return true;
  }

  bool exactly(uint8_t *p, size_t n)
  {
    while (n > 0) {
      const ssize_t r = ::recv(m_fd, p, n, 0);
      if (r < 0 && errno == EINTR)
        continue;
      if (r <= 0)
        return false;
      p += r;
      n -= size_t(r);
    }
    return true;
  }

  void hangUp()
  {
    if (m_fd >= 0)
      ::close(m_fd);
    m_fd = -1;
  }

  std::string m_ip;
  uint16_t m_port;
  int m_fd = -1;
};
