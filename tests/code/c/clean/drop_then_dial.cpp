class Peer {
  int fd_ = -1;
  void drop() { if (fd_ != -1) { ::close(fd_); fd_ = -1; } }
 public:
  ~Peer() { drop(); }
  bool dial(const char* h) {
    drop();
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd_ < 0) return false;
    if (::connect(fd_, addr(h), len()) < 0) { drop(); return false; }
    return true;
  }
  int detach() { int f = fd_; fd_ = -1; return f; }
  ssize_t get(void* b, size_t n) { return ::recv(fd_, b, n, 0); }
};
