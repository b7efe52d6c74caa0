import select
import socket

conns = {}

def loop(listener):
    p = select.poll()
    p.register(listener, select.POLLIN)
    while True:
        for fd, ev in p.poll():
            if fd == listener.fileno():
                c, _ = listener.accept()
                conns[c.fileno()] = c
                p.register(c, select.POLLIN | select.POLLHUP)
            elif ev & (select.POLLHUP | select.POLLERR):  # expect: close-wait-leak
                p.unregister(fd)
            else:
                data = conns[fd].recv(4096)
                if not data:
                    p.unregister(fd)
                    conns.pop(fd).close()
