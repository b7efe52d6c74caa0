import select
import socket


class Publisher:
    """Sends each event to all who listen; never waits for a slow one."""

    def __init__(self, port):
        self.listener = socket.create_server(("", port))
        self.listener.setblocking(False)
        self.subs = []

    def poll(self):
        ready, _, _ = select.select([self.listener], [], [], 0)
        if ready:
            sock, _ = self.listener.accept()
            sock.setblocking(False)
            self.subs.append(sock)

    def _drop(self, sock):
        self.subs.remove(sock)
        sock.close()

    def publish(self, event: bytes):
        frame = len(event).to_bytes(4, "big") + event
        for sock in list(self.subs):
            try:
                sock.send(frame)
            except BlockingIOError:
                self._drop(sock)
            except OSError:
                self._drop(sock)

    def close(self):
        for sock in self.subs:
            sock.close()
        self.listener.close()
