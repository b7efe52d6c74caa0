# -*- coding: utf-8 -*-
# Manager interface client for the old PBX in the call centre.

import socket
import threading


class PbxError(Exception):
    pass


class PbxConsole(object):
    """Keeps one manager session per PBX node; sessions are looked up by node name."""

    def __init__(self, user, secret):
        self.user = user
        self.secret = secret
        self.nodes = {}
        self.lock = threading.Lock()

    def attach(self, name, host, port=5038):
        with self.lock:
            if name in self.nodes:
                return self.nodes[name]
            sock = socket.create_connection((host, port), timeout=8)
            rf = None
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                rf = sock.makefile('rb')
                hello = rf.readline()
                if not hello.startswith(b'Asterisk Call Manager'):
                    raise PbxError('%s is no PBX: %r' % (name, hello[:40]))
                self.nodes[name] = (sock, rf)
                self._login(sock, rf)
            except OSError:
                self.nodes.pop(name, None)
                if rf is not None:
                    rf.close()
                sock.close()
                raise
            except PbxError:
                self.nodes.pop(name, None)
                raise
            return sock, rf

    def _login(self, sock, rf):
        self._send(sock, Action='Login', Username=self.user, Secret=self.secret)
        reply = self._read(rf)
        if reply.get('Response') != 'Success':
            raise PbxError(reply.get('Message', 'login failed'))

    def command(self, name, **fields):
        with self.lock:
            sock, rf = self.nodes[name]
            try:
                self._send(sock, **fields)
                return self._read(rf)
            except (OSError, PbxError):
                del self.nodes[name]
                rf.close()
                sock.close()
                raise

    @staticmethod
    def _send(sock, **fields):
        text = ''.join('%s: %s\r\n' % kv for kv in fields.items())
        sock.sendall((text + '\r\n').encode('ascii'))

    @staticmethod
    def _read(rf):
        out = {}
        while True:
            line = rf.readline()
            if not line:
                raise PbxError('PBX hung up')
            line = line.strip().decode('latin-1')
            if not line:
                return out
            key, _, val = line.partition(': ')
            out[key] = val

    def shutdown(self):
        with self.lock:
            for sock, rf in self.nodes.values():
                rf.close()
                sock.close()
            self.nodes.clear()
