void Hub::onMessage(int fd) {
  auto it = clients_.find(fd);
  if (it == clients_.end()) return;
  Client& c = it->second;
  ssize_t n = ::recv(fd, c.buf.data(), c.buf.size(), 0);
  if (n > 0) { c.feed(n); return; }
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  disconnect(it);
}
void Hub::disconnect(std::map<int, Client>::iterator it) {
  int fd = it->first;
  epoll_ctl(ep_, EPOLL_CTL_DEL, fd, nullptr);
  ::close(fd);
  clients_.erase(it);
}
