import select
import socket


class LoggerHub:
    """Water level loggers of the dam; edge triggered, a line per sample."""

    def __init__(self, port, on_sample):
        self.on_sample = on_sample
        self.listener = socket.create_server(("", port), backlog=256)
        self.listener.setblocking(False)
        self.poller = select.epoll()
        self.poller.register(self.listener, select.EPOLLIN)
        self.loggers = {}

    def run_once(self, timeout=1.0):
        for fd, mask in self.poller.poll(timeout):
            if fd == self.listener.fileno():
                self._accept()
            else:
                self._drain(fd)

    def _accept(self):
        try:
            s, addr = self.listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        s.setblocking(False)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.loggers[s.fileno()] = (s, addr[0], bytearray())
        self.poller.register(s, select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)

    def _drain(self, fd):
        s, name, buf = self.loggers[fd]
        over = False
        while True:
            try:
                data = s.recv(16384)
            except BlockingIOError:
                break
            except OSError as e:
                print(name, e)
                over = True
                break
            if not data:
                over = True
                break
            buf += data
        *lines, rest = bytes(buf).split(b"\n")
        buf[:] = rest
        for ln in lines:
            self.on_sample(name, ln.decode("ascii", "replace"))
        if over or len(buf) > 65536:
            del self.loggers[fd]
            self.poller.unregister(fd)
            s.close()
            print(name, "disconnected")
