import socket
import struct
import threading


class Scoreboard:
    """Hands the current standings to any display that connects."""

    def __init__(self):
        self._lock = threading.Lock()
        self._table = {}

    def update(self, team, points):
        with self._lock:
            self._table[team] = points

    def render(self):
        with self._lock:
            rows = sorted(self._table.items(), key=lambda kv: -kv[1])
        return "".join("%-20s %4d\n" % r for r in rows).encode()

    def _display(self, conn):
        with conn:
            try:
                conn.settimeout(10)
                # no TIME_WAIT on the small box please
                conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                conn.sendall(self.render())
            except OSError as e:
                print("display lost:", e)

    def serve(self, port):
        with socket.create_server(("", port), backlog=128) as ls:
            while True:
                conn, _ = ls.accept()
                threading.Thread(target=self._display, args=(conn,), daemon=True).start()


if __name__ == "__main__":
    sb = Scoreboard()
    sb.update("Harriers", 41)
    sb.update("Rovers", 39)
    sb.serve(4500)
