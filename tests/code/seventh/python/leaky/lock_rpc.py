"""Tiny RPC client for the distributed lock daemon (lockd)."""
import itertools
import json
import socket
import struct
import threading


class LockdError(RuntimeError):
    pass


class LockdClient:
    _HDR = struct.Struct(">IQ")

    def __init__(self, host, port=2599, timeout=3.0):
        self._seq = itertools.count(1)
        self._mu = threading.Lock()
        self._sock = socket.create_connection((host, port), timeout=timeout)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        self._sock.close()

    def _exactly(self, n):
        chunks = bytearray()
        while len(chunks) < n:
            got = self._sock.recv(n - len(chunks))
            if not got:
                raise LockdError("lockd hung up")
            chunks += got
        return bytes(chunks)

    def call(self, verb, **args):
        body = json.dumps({"verb": verb, "args": args}).encode()
        with self._mu:
            seq = next(self._seq)
            try:
                self._sock.sendall(self._HDR.pack(len(body), seq))
                self._sock.sendall(body)
                size, echoed = self._HDR.unpack(self._exactly(self._HDR.size))
                answer = json.loads(self._exactly(size))
            except (OSError, LockdError):
                self.close()
                raise
        if echoed != seq:
            raise LockdError("out of step: %d != %d" % (echoed, seq))
        if "error" in answer:
            raise LockdError(answer["error"])
        return answer["result"]

    def acquire(self, name, ttl=30):
        return self.call("acquire", name=name, ttl=ttl)

    def release(self, name, token):
        return self.call("release", name=name, token=token)
