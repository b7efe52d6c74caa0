#!/usr/bin/env python3
"""Serves elevation tiles; the reading from tape-backed storage is slow, so a
fixed set of workers does it and clients beyond the queue are told to wait."""
import logging
import queue
import socket
import threading
import time

from storage import read_tile          # (x, y, z) -> bytes, KeyError

log = logging.getLogger("dem")
todo = queue.Queue(50)
goodbyes = queue.Queue(50)


def finish(sock):
    """Half-close, then let the client end; whatever it still sends is eaten."""
    try:
        sock.shutdown(socket.SHUT_WR)
        sock.settimeout(2)
        until = time.monotonic() + 5
        while time.monotonic() < until and sock.recv(4096):
            pass
    except OSError:
        pass
    finally:
        sock.close()


def request(sock):
    buf = b""
    while not buf.endswith(b"\n"):
        part = sock.recv(256)
        if not part or len(buf) > 100:
            raise ValueError("no request line")
        buf += part
    z, x, y = map(int, buf.split())
    return x, y, z


def worker():
    while True:
        sock = todo.get()
        try:
            sock.settimeout(30)
            try:
                tile = read_tile(*request(sock))
                sock.sendall(b"T%08d" % len(tile) + tile)
            except KeyError:
                sock.sendall(b"E no such tile\n")
            except ValueError as e:
                sock.sendall(b"E %s\n" % str(e).encode())
        except OSError as e:
            log.info("client: %s", e)
        except Exception:
            log.exception("worker")
        finally:
            finish(sock)


def turn_away():
    while True:
        sock = goodbyes.get()
        try:
            sock.settimeout(2)
            sock.sendall(b"W 15\n")
        except OSError:
            pass
        finish(sock)


def main():
    for _ in range(5):
        threading.Thread(target=worker, daemon=True).start()
    for _ in range(4):
        threading.Thread(target=turn_away, daemon=True).start()
    with socket.create_server(("", 6600), backlog=200) as ls:
        while True:
            try:
                sock, _ = ls.accept()
            except OSError as e:
                log.error("accept: %s", e)
                time.sleep(0.2)
                continue
            for q in (todo, goodbyes):
                try:
                    q.put_nowait(sock)
                    break
                except queue.Full:
                    continue
            else:
                sock.close()


if __name__ == "__main__":
    main()
