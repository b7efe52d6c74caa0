import select
import socket

srv = socket.socket()
srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
srv.bind(("", 9000))
srv.listen(128)
srv.setblocking(False)
ep = select.epoll()
ep.register(srv.fileno(), select.EPOLLIN)
conns = {}
bufs = {}
while True:
    for fd, ev in ep.poll(1):
        if fd == srv.fileno():
            c, _ = srv.accept()
            c.setblocking(False)
            ep.register(c.fileno(), select.EPOLLIN)
            conns[c.fileno()] = c
            bufs[c.fileno()] = b""
            continue
        if ev & select.EPOLLIN:
            data = conns[fd].recv(4096)
            if data:
                bufs[fd] += data
            else:
                ep.unregister(fd)  # expect: close-wait-leak
                del bufs[fd]
