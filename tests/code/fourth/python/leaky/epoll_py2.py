def loop(self):
    while self.running:
        for fd, ev in self.ep.poll(1):
            if fd == self.listen.fileno():
                try:
                    c, who = self.listen.accept()
                except socket.error, e:
                    if e.errno in (errno.EAGAIN, errno.EINTR):
                        continue
                    raise
                c.setblocking(0)
                self.ep.register(c.fileno(), select.EPOLLIN)
                self.conns[c.fileno()] = c
                self.bufs[c.fileno()] = ''
            elif ev & (select.EPOLLHUP | select.EPOLLERR):
                self.ep.unregister(fd)
                self.hung[fd] = self.conns.pop(fd)
                del self.bufs[fd]
            elif ev & select.EPOLLIN:
                try:
                    d = self.conns[fd].recv(8192)
                except socket.error, e:
                    if e.errno == errno.EAGAIN:
                        continue
                    d = ''
                if not d:
                    self.ep.unregister(fd)
                    self.conns.pop(fd).close()
                    del self.bufs[fd]
                else:
                    self.bufs[fd] += d
                    self.parse(fd)

def stats(self):
    return {'open': len(self.conns), 'hung': len(self.hung)}
