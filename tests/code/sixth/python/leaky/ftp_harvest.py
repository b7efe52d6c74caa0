"""Harvests CSV drops from the partners' FTP servers; explicit control connection because
half of them speak a dialect ftplib does not understand."""
import contextlib
import re
import socket

PASV = re.compile(rb"\((\d+),(\d+),(\d+),(\d+),(\d+),(\d+)\)")


class Ctl:
    def __init__(self, host):
        self.s = socket.create_connection((host, 21), timeout=20)
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.f = self.s.makefile("rb")

    def reply(self):
        while True:
            l = self.f.readline(4096)
            if not l:
                raise EOFError("control connection closed")
            if l[3:4] == b" ":
                return int(l[:3]), l

    def cmd(self, text):
        self.s.sendall(text.encode() + b"\r\n")
        return self.reply()

    def close(self):
        self.f.close()
        self.s.close()


def retrieve(host, user, password, name, sink):
    with contextlib.closing(Ctl(host)) as c:
        c.reply()
        c.cmd("USER " + user)
        code, _ = c.cmd("PASS " + password)
        if code != 230:
            raise PermissionError(host)
        code, line = c.cmd("PASV")
        m = PASV.search(line)
        if code != 227 or not m:
            raise OSError("no passive mode: %r" % line)
        *ip, hi, lo = map(int, m.groups())
        data = socket.create_connection((".".join(map(str, ip)), hi * 256 + lo), timeout=20)
        raw = data.detach()
        code, line = c.cmd("RETR " + name)
        if code not in (125, 150):
            raise FileNotFoundError("%s: %r" % (name, line))
        with socket.socket(fileno=raw) as data:
            data.settimeout(60)
            while block := data.recv(65536):
                sink.write(block)
        return c.reply()[0] == 226
