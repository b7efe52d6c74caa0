import select
import socket

def loop(srv, conns):
    ep = select.epoll()
    ep.register(srv.fileno(), select.EPOLLIN)
    while True:
        for fd, ev in ep.poll():
            if fd == srv.fileno():
                c, _ = srv.accept()
                c.setblocking(False)
                conns[c.fileno()] = c
                ep.register(c.fileno(), select.EPOLLIN | select.EPOLLET)
            else:
                data = conns[fd].recv(1024)  # expect: zero-window-stall
                if not data:
                    ep.unregister(fd)
                    conns.pop(fd).close()
