"""A file of the socket ends before the socket does, which reads what still comes."""
import socket

MOST = 1 << 20


def part_from(conn):
    try:
        conn.shutdown(socket.SHUT_WR)
        conn.settimeout(1.0)
        while conn.recv(8192):
            pass
    except OSError:
        pass
    finally:
        conn.close()


def take(conn, keep):
    try:
        conn.settimeout(20)
        with conn.makefile("rb") as lines:
            head = lines.readline(32)
            if not head:
                return
            size = int(head)
            if size > MOST:
                conn.sendall(b"413 too large\n")
                return
            keep(lines.read(size))
            conn.sendall(b"200 kept\n")
    except (OSError, ValueError) as e:
        print("upload:", e)
    finally:
        part_from(conn)
