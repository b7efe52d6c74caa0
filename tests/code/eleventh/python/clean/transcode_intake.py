"""Intake of the transcoding farm: cameras drop a clip, get a ticket number back."""
import itertools
import logging
import queue
import socket
import struct
import tempfile
import threading
import time

log = logging.getLogger("intake")
backlog = queue.Queue(maxsize=40)
tickets = itertools.count(1)
MAX_CLIP = 4 << 30


def turn_away(conn, answer):
    """Say no to a camera, and read what it has under way so the answer arrives."""
    try:
        conn.settimeout(2)
        conn.sendall(answer)
        conn.shutdown(socket.SHUT_WR)
        until = time.monotonic() + 10
        while time.monotonic() < until and conn.recv(65536):
            pass
    except OSError:
        pass
    finally:
        conn.close()


def recv_exact(conn, n):
    data = b""
    while len(data) < n:
        more = conn.recv(n - len(data))
        if not more:
            raise EOFError("camera closed early")
        data += more
    return data


def take_clip(conn, submit):
    with conn:
        conn.settimeout(30)
        (size,) = struct.unpack("!Q", recv_exact(conn, 8))
        if size > MAX_CLIP:
            log.warning("clip of %d bytes refused", size)
            turn_away(conn, b"TOOBIG\n")
            return
        with tempfile.NamedTemporaryFile(suffix=".mxf", delete=False) as clip:
            while size:
                block = conn.recv(min(size, 1 << 18))
                if not block:
                    raise EOFError("camera closed inside the clip")
                clip.write(block)
                size -= len(block)
        ticket = next(tickets)
        submit(ticket, clip.name)
        conn.sendall(b"TICKET %d\n" % ticket)


def worker(submit):
    while True:
        conn, addr = backlog.get()
        try:
            take_clip(conn, submit)
        except (OSError, EOFError) as e:
            log.warning("%s: %s", addr[0], e)
        except Exception:
            log.exception("%s", addr[0])


def serve(port, submit):
    for _ in range(6):
        threading.Thread(target=worker, args=(submit,), daemon=True).start()
    with socket.create_server(("", port), backlog=200) as lsock:
        while True:
            conn, addr = lsock.accept()
            try:
                backlog.put_nowait((conn, addr))
            except queue.Full:
                log.warning("full, %s has to wait", addr[0])
                threading.Thread(target=turn_away, args=(conn, b"BUSY 60\n"), daemon=True).start()
