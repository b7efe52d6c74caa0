#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace registrar {

namespace {

// Non-blocking connect bounded by `ms`.
std::optional<int> dial(const addrinfo &ai, int ms) {
  int fd = ::socket(ai.ai_family, ai.ai_socktype | SOCK_CLOEXEC, ai.ai_protocol);
  if (fd < 0) return std::nullopt;
  int flags = ::fcntl(fd, F_GETFL);
  ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  if (::connect(fd, ai.ai_addr, ai.ai_addrlen) < 0 && errno != EINPROGRESS) {
    ::close(fd);
    return std::nullopt;
  }
  pollfd p{fd, POLLOUT, 0};
  int ready = ::poll(&p, 1, ms);
  if (ready <= 0) return std::nullopt;
  int err = 0;
  socklen_t len = sizeof err;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0 || err != 0) {
    ::close(fd);
    return std::nullopt;
  }
  ::fcntl(fd, F_SETFL, flags);
  timeval tv{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  return fd;
}

bool writeAll(int fd, std::string_view s) {
  while (!s.empty()) {
    ssize_t n = ::send(fd, s.data(), s.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    s.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

}  // namespace

std::string whois(const std::string &server, const std::string &domain) {
  addrinfo hints{}, *list = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  if (::getaddrinfo(server.c_str(), "43", &hints, &list) != 0)
    throw std::runtime_error("cannot resolve " + server);
  std::optional<int> fd;
  for (auto *ai = list; ai && !fd; ai = ai->ai_next) fd = dial(*ai, 3000);
  ::freeaddrinfo(list);
  if (!fd) throw std::runtime_error("no answer from " + server);

  std::string text;
  if (writeAll(*fd, domain + "\r\n")) {
    char buf[4096];
    ssize_t n;
    while ((n = ::recv(*fd, buf, sizeof buf, 0)) > 0) text.append(buf, n);
  }
  ::close(*fd);
  return text;
}

}  // namespace registrar
