#!/usr/bin/env python
# chat server, py2 and py3
import select
import socket
import sys

clients = {}


def main(port):
    srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(('', port))
    srv.listen(128)
    inputs = [srv]
    while True:
        rd, _, ex = select.select(inputs, [], inputs, 1.0)
        for s in rd:
            if s is srv:
                c, addr = srv.accept()
                c.setblocking(0)
                c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                inputs.append(c)
                clients[c.fileno()] = (c, addr)
                continue
            try:
                data = s.recv(4096)
            except socket.error:
                inputs.remove(s)
                del clients[s.fileno()]
                s.close()
                continue
            if not data:
                inputs.remove(s)
                print('%s left' % (clients[s.fileno()][1],))
                continue
            for fd, (c, _a) in list(clients.items()):
                if c is not s:
                    c.sendall(data)


if __name__ == '__main__':
    main(int(sys.argv[1]))
