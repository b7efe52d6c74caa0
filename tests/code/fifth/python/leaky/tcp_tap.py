#!/usr/bin/env python3
"""Record the dialogue between a POS till and the card host for certification."""
import socket
import sys
import threading
import time
import datetime

HOST = ("cardhost.acq.example", 4711)


class Leg(threading.Thread):
    def __init__(self, tag, src, dst, book):
        super().__init__(daemon=True)
        self.tag, self.src, self.dst, self.book = tag, src, dst, book

    def run(self):
        try:
            while True:
                data = self.src.recv(8192)
                if not data:
                    break
                self.book.note(self.tag, data)
                self.dst.sendall(data)
        except OSError as e:
            self.book.note(self.tag, repr(e).encode())
        finally:
            try:
                self.dst.shutdown(socket.SHUT_WR)
            except OSError:
                pass


class Book:
    def __init__(self, path):
        self.fh = open(path, "a")
        self.lock = threading.Lock()

    def note(self, tag, data):
        with self.lock:
            self.fh.write("%s %s %s\n" % (datetime.datetime.now().isoformat(), tag, data.hex()))
            self.fh.flush()


def tapped(till, book):
    till.settimeout(900)
    try:
        host = socket.create_connection(HOST, timeout=15)
    except OSError as e:
        book.note("!", repr(e).encode())
        till.close()
        return
    host.settimeout(900)
    for s in (till, host):
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    legs = [Leg(">", till, host, book), Leg("<", host, till, book)]
    for leg in legs:
        leg.start()
    sessions.append((till, host, legs))


sessions = []


def reaper(book):
    while True:
        time.sleep(1)
        for s in list(sessions):
            if not any(leg.is_alive() for leg in s[2]):
                sessions.remove(s)
                s[1].close()
                book.note("-", b"session over")


def main():
    book = Book(sys.argv[1])
    srv = socket.create_server(("", 4711))
    threading.Thread(target=reaper, args=(book,), daemon=True).start()
    while True:
        till, addr = srv.accept()
        book.note("+", str(addr).encode())
        threading.Thread(target=tapped, args=(till, book), daemon=True).start()


if __name__ == "__main__":
    main()
