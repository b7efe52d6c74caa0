class Fd { int v_; public: explicit Fd(int v): v_(v) {} ~Fd() { if (v_ >= 0) ::close(v_); } int get() const { return v_; } Fd(Fd&& o): v_(o.v_) { o.v_ = -1; } };
std::string whois(const std::string& q) {
  Fd s(::socket(AF_INET, SOCK_STREAM, 0));
  if (s.get() < 0) throw std::runtime_error("socket");
  timeval tv{5, 0};
  ::setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  if (::connect(s.get(), whoisAddr(), whoisLen()) < 0) throw std::runtime_error("connect");
  std::string line = q + "\r\n", out;
  for (size_t off = 0; off < line.size();) {
    ssize_t w = ::send(s.get(), line.data() + off, line.size() - off, MSG_NOSIGNAL);
    if (w < 0) throw std::runtime_error("send");
    off += w;
  }
  char b[1024]; ssize_t n;
  while ((n = ::recv(s.get(), b, sizeof b, 0)) > 0) out.append(b, n);
  if (n < 0) throw std::runtime_error("recv");
  return out;
}
