import logging
import socket
import threading
import time

log = logging.getLogger("jukebox")


class Speaker:
    """A speaker in some room of the museum; it reports what it plays."""

    rooms = {}
    lock = threading.Lock()

    def __init__(self, sock, room):
        self.room = room
        self.sock = sock
        self.lines = sock.makefile("r", encoding="utf-8", newline="\n")
        self.playing = None
        with self.lock:
            self.rooms.setdefault(room, []).append(self)

    def follow(self):
        try:
            for line in self.lines:
                verb, _, rest = line.rstrip("\n").partition(" ")
                if verb == "PLAYING":
                    self.playing = rest
                elif verb == "BYE":
                    break
        except OSError as exc:
            log.warning("%s: %s", self.room, exc)
        finally:
            self.playing = None
            log.info("speaker in %s off", self.room)
            self.sock.close()

    def tell(self, text):
        self.sock.sendall(text.encode() + b"\n")


def welcome(sock):
    """Runs in the speaker's thread: first line is the room."""
    sock.settimeout(600)        # they report at least every five minutes
    room = b""
    try:
        while not room.endswith(b"\n") and len(room) < 64:
            c = sock.recv(1)
            if not c:
                break
            room += c
    except OSError:
        room = b""
    if not room.endswith(b"\n"):
        sock.close()
        return
    Speaker(sock, room.decode("utf-8", "replace").strip()).follow()


def main():
    srv = socket.create_server(("", 6612), backlog=64)
    while True:
        try:
            s, _ = srv.accept()
        except OSError as exc:
            log.error("accept: %s", exc)
            time.sleep(1)
            continue
        threading.Thread(target=welcome, args=(s,), daemon=True).start()
