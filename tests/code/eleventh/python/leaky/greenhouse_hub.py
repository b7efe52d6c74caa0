import socket
import threading
import time


class NodeTable:
    """Greenhouse controllers by bed name, with the socket we command them over."""

    def __init__(self):
        self._lock = threading.Lock()
        self._nodes = {}
        self._lost = {}

    def add(self, bed, sock):
        with self._lock:
            old = self._nodes.pop(bed, None)
            self._nodes[bed] = {"sock": sock, "beat": time.monotonic()}
        if old:
            old["sock"].close()

    def beat(self, bed):
        with self._lock:
            if bed in self._nodes:
                self._nodes[bed]["beat"] = time.monotonic()

    def expire(self, max_age):
        now = time.monotonic()
        with self._lock:
            for bed in [b for b, n in self._nodes.items() if now - n["beat"] > max_age]:
                self._lost[bed] = self._nodes.pop(bed)
                print(f"bed {bed}: no heartbeat for {max_age}s")

    def lost_beds(self):
        with self._lock:
            return sorted(self._lost)

    def command(self, bed, text):
        with self._lock:
            node = self._nodes.get(bed)
        if node is None:
            return False
        try:
            node["sock"].sendall(text.encode() + b"\n")
            return True
        except OSError as err:
            print(f"bed {bed}: {err}")
            with self._lock:
                if self._nodes.get(bed) is node:
                    del self._nodes[bed]
            node["sock"].close()
            return False


def heartbeat_listener(table, port=5005):
    """Beats come over UDP, the TCP line is for commands only."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("", port))
        while True:
            data, _ = udp.recvfrom(64)
            table.beat(data.decode("ascii", "ignore").strip())


def janitor(table):
    while True:
        time.sleep(10)
        table.expire(90)


def enrol(table, sock):
    sock.settimeout(5)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        bed = sock.recv(32).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        bed = ""
    if bed:
        table.add(bed, sock)
    else:
        sock.close()


def run():
    table = NodeTable()
    threading.Thread(target=heartbeat_listener, args=(table,), daemon=True).start()
    threading.Thread(target=janitor, args=(table,), daemon=True).start()
    with socket.create_server(("", 5006), backlog=64) as srv:
        while True:
            sock, addr = srv.accept()
            threading.Thread(target=enrol, args=(table, sock), daemon=True).start()
