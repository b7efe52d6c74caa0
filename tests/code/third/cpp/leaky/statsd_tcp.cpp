#include "metrics.h"

namespace {

int dial(const std::string& host, uint16_t port) {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  timeval tv{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  sockaddr_in sa{};
  sa.sin_family = AF_INET;
  sa.sin_port = htons(port);
  ::inet_pton(AF_INET, host.c_str(), &sa.sin_addr);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&sa), sizeof sa) != 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

}  // namespace

void GraphiteSink::flush(const std::vector<Sample>& samples) {
  for (const auto& s : samples) {
    int fd = dial(host_, port_);
    if (fd < 0) {
      ++dropped_;
      continue;
    }
    std::string line = fmt::format("{} {} {}\n", s.name, s.value, s.ts);
    if (::send(fd, line.data(), line.size(), MSG_NOSIGNAL) < 0) ++dropped_;
    ::close(fd);
  }
}
