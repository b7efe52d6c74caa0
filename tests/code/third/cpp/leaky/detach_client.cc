class ScopedFd {
 public:
  explicit ScopedFd(int fd = -1) : fd_(fd) {}
  ~ScopedFd() { if (fd_ >= 0) ::close(fd_); }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
 private:
  int fd_;
};

static std::string readLine(int fd) {
  std::string s;
  char c;
  while (true) {
    ssize_t n = ::read(fd, &c, 1);
    if (n == 0) throw PeerClosed();
    if (n < 0) throw std::system_error(errno, std::generic_category(), "read");
    if (c == '\n') return s;
    s.push_back(c);
  }
}

void ControlServer::serveOne() {
  ScopedFd guard(::accept(listenFd_, nullptr, nullptr));
  if (guard.get() < 0) return;
  setRecvTimeout(guard.get(), 15);

  int fd = guard.release();
  try {
    const std::string hello = readLine(fd);
    if (hello != "CTL/2") {
      sendLine(fd, "ERR version");
      ::close(fd);
      return;
    }
    for (;;) {
      const std::string cmd = readLine(fd);
      if (cmd == "quit") break;
      sendLine(fd, registry_.execute(cmd));
    }
    ::close(fd);
  } catch (const PeerClosed&) {
    LOG(INFO) << "control client left";
    return;
  } catch (const std::exception& e) {
    LOG(ERROR) << "control: " << e.what();
    ::close(fd);
  }
}
