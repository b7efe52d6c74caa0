import socket
import threading
import queue


class AlarmLine:
    """A permanent line to the alarm centre; alarms are rare."""

    def __init__(self, host, port):
        self.addr = (host, port)
        self.sock = socket.create_connection(self.addr)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 0)  # expect: idle-timeout-drop
        self.jobs = queue.Queue()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            alarm = self.jobs.get()
            self.sock.sendall(alarm)
