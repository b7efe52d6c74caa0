struct SockCloser {
  using pointer = SocketHandle;   // nullable wrapper around int
  void operator()(pointer s) const { ::close(s); }
};
using SockPtr = std::unique_ptr<SocketHandle, SockCloser>;

struct HttpReply { int status = 0; std::string body; };

HttpReply Probe::check(const Target& t) const
{
  SockPtr s(::socket(t.family(), SOCK_STREAM, 0));
  if (!s)
    throw std::system_error(errno, std::system_category(), "socket");

  setTimeouts(s.get(), std::chrono::seconds(3));
  if (::connect(s.get(), t.addr(), t.addrlen()) < 0) {
    if (errno == ECONNREFUSED)
      return { 0, "refused" };
    throw std::system_error(errno, std::system_category(), "connect");
  }

  const std::string req = "GET " + t.path() + " HTTP/1.0\r\nHost: " + t.host() + "\r\n\r\n";
  if (!sendAll(s.get(), req))
    return { 0, "write failed" };

  std::string all;
  for (char buf[4096];;) {
    ssize_t n = ::recv(s.get(), buf, sizeof buf, 0);
    if (n == 0)
      break;
    if (n < 0)
      return { 0, errno == EAGAIN ? "timeout" : "read failed" };
    all.append(buf, static_cast<size_t>(n));
  }
  return parseReply(all);
}
