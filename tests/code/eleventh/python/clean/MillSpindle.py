# Spindle controller of the CNC mill. Request and answer, CR terminated ASCII.
# old shop floor code, runs on the cell PC since 2014

import socket
import threading


class SpindleFault(Exception):
    def __init__(self, code):
        Exception.__init__(self, "spindle fault %s" % code)
        self.code = code


class Spindle:

    def __init__(self, host, port=4001):
        self.addr = (host, port)
        self.lock = threading.Lock()
        self.sock = None
        self.rest = b''

    def _open(self):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            s.settimeout(3.0)
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.connect(self.addr)
        except Exception:
            s.close()
            raise
        self.sock = s
        self.rest = b''

    def _drop(self):
        s, self.sock = self.sock, None
        if s is not None:
            s.close()

    def command(self, text):
        with self.lock:
            if self.sock is None:
                self._open()
            try:
                self.sock.sendall(text.encode('ascii') + b'\r')
                answer = self._line()
            except (socket.error, EOFError):
                self._drop()
                raise
        if answer.startswith('!'):
            raise SpindleFault(answer[1:])
        return answer

    def _line(self):
        while b'\r' not in self.rest:
            d = self.sock.recv(512)
            if not d:
                raise EOFError('spindle controller hung up')
            self.rest += d
        line, self.rest = self.rest.split(b'\r', 1)
        return line.decode('ascii', 'replace')

    def rpm(self):
        return int(self.command('R?'))

    def stop(self):
        return self.command('M5') == 'OK'

    def close(self):
        with self.lock:
            self._drop()
