# -*- coding: utf-8 -*-
# Oven data logger, hall 3.  HK 2011, py3 since 2019
import socket
import struct
import threading
import time

PORT = 2404
values = {}
lock = threading.Lock()


class OvenThread(threading.Thread):
    def __init__(self, sock, addr):
        threading.Thread.__init__(self)
        self.daemon = True
        self.sock = sock
        self.addr = addr

    def recv_exact(self, n):
        buf = b''
        while len(buf) < n:
            part = self.sock.recv(n - len(buf))
            if not part:
                return None
            buf += part
        return buf

    def run(self):
        try:
            self.sock.settimeout(120)
            while True:
                rec = self.recv_exact(12)
                if rec is None:
                    print('%s oven at %s switched off' % (time.ctime(), self.addr[0]))
                    break
                oven, zone, temp, setp = struct.unpack('>IIHH', rec)
                with lock:
                    values[(oven, zone)] = (temp / 10.0, setp / 10.0, time.time())
        except socket.error as e:
            print('%s oven at %s: %s' % (time.ctime(), self.addr[0], e))
            self.sock.close()


def main():
    srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(('', PORT))
    srv.listen(64)
    threads = []
    while True:
        conn, addr = srv.accept()
        t = OvenThread(conn, addr)
        threads.append(t)
        t.start()


if __name__ == '__main__':
    main()
