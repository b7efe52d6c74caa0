import queue
import socket

class Pool:
    def __init__(self, addr, n):
        self.q = queue.Queue(n)
        for _ in range(n):
            self.q.put(socket.create_connection(addr, timeout=3))

    def ask(self, msg):
        s = self.q.get()
        s.sendall(msg)  # expect: close-wait-leak
        reply = s.recv(4096)
        if not reply:
            raise ConnectionError("gone")
        self.q.put(s)
        return reply
