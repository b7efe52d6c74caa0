int rpc_dial(const struct sockaddr *sa, socklen_t sl)
{
  struct timeval tv = { 3, 0 };
  int on = 1;
  int fd = socket(sa->sa_family, SOCK_STREAM, 0);
  if (fd < 0)
    return -1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (connect(fd, sa, sl)) {
    int e = errno;
    close(fd);
    errno = e;
    return -1;
  }
  return fd;
}

/* On failure the connection is gone and *fdp is -1. */
int rpc_call(int *fdp, const void *body, uint32_t blen, void *out, uint32_t max)
{
  uint32_t nlen = htonl(blen), rlen;
  struct iovec iov[2] = { { &nlen, 4 }, { (void *)body, blen } };
  size_t left = 4 + (size_t)blen;
  struct iovec *v = iov;
  int cnt = 2;

  while (left) {
    ssize_t n = writev(*fdp, v, cnt);
    if (n < 0) {
      if (errno == EINTR) continue;
      goto dead;
    }
    left -= (size_t)n;
    while (cnt && (size_t)n >= v->iov_len) { n -= v->iov_len; v++; cnt--; }
    if (cnt) { v->iov_base = (char *)v->iov_base + n; v->iov_len -= n; }
  }
  if (recv(*fdp, &rlen, 4, MSG_WAITALL) != 4)
    goto dead;
  rlen = ntohl(rlen);
  if (rlen > max || recv(*fdp, out, rlen, MSG_WAITALL) != (ssize_t)rlen)
    goto dead;
  return (int)rlen;
dead:
  close(*fdp);
  *fdp = -1;
  return -1;
}
