import functools
import hashlib
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

# Dedup helper of the backup program: clients send blocks, we answer with the
# digests. The executor runs the sessions; a done callback tidies up after them.


class Session:
    def __init__(self, sock, peer):
        self.sock, self.peer = sock, peer
        self.blocks = 0

    def _exactly(self, n):
        data = bytearray()
        while len(data) < n:
            part = self.sock.recv(min(n - len(data), 1 << 16))
            if not part:
                raise EOFError("end of file inside a block") if data else StopIteration
            data += part
        return bytes(data)

    def run(self):
        self.sock.settimeout(90)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                (size,) = struct.unpack("!I", self._exactly(4))
            except StopIteration:
                return self.blocks
            if not 0 < size <= 4 << 20:
                raise ValueError("block of %d bytes" % size)
            try:
                block = self._exactly(size)
            except StopIteration:
                raise EOFError("header without block") from None
            self.sock.sendall(hashlib.sha256(block).digest())
            self.blocks += 1


def ended(session, future):
    session.sock.close()
    if future.cancelled():
        print(session.peer, "never served")
    elif future.exception() is not None:
        print(session.peer, "failed:", repr(future.exception()))
    else:
        print(session.peer, future.result(), "blocks")


def main(port=7373, workers=64):
    with ThreadPoolExecutor(workers) as pool, \
            socket.create_server(("", port), backlog=256, reuse_port=True) as listener:
        while True:
            try:
                sock, peer = listener.accept()
            except OSError as e:
                print("accept:", e)
                time.sleep(0.5)
                continue
            except KeyboardInterrupt:
                pool.shutdown(cancel_futures=True)
                return
            s = Session(sock, peer)
            pool.submit(s.run).add_done_callback(functools.partial(ended, s))


if __name__ == "__main__":
    main()
