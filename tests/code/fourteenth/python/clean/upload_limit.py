"""Accepts sensor dumps; too big ones are told so, politely."""
import socket
import time

LIMIT = 2 * 1024 * 1024


def _linger_close(conn, seconds=2.0):
    # send FIN, then read what is still under way so the answer isn't lost
    try:
        conn.shutdown(socket.SHUT_WR)
        until = time.monotonic() + seconds
        conn.settimeout(0.5)
        while time.monotonic() < until:
            if not conn.recv(65536):
                break
    except OSError:
        pass
    finally:
        conn.close()


def serve_one(conn, sink):
    try:
        conn.settimeout(15)
        with conn.makefile("rb") as f:
            head = f.readline(64)
            if not head:
                return
            try:
                size = int(head)
            except ValueError:
                conn.sendall(b"400 size first\n")
                return
            if not 0 <= size <= LIMIT:
                conn.sendall(b"413 at most %d\n" % LIMIT)
                return
            data = f.read(size)
            if len(data) < size:
                print("dump cut off:", len(data), "of", size)
                return
            sink(data)
            conn.sendall(b"200 stored\n")
    except OSError as e:
        print("dump:", e)
    finally:
        _linger_close(conn)
