# Freezer alarm logger. One thread per freezer, there are 60 of them.
import socket
import struct
import threading
import time

last = {}
guard = threading.Lock()


def exactly(sock, n):
    out = b""
    while len(out) < n:
        more = sock.recv(n - len(out))
        if more == b"":
            raise EOFError
        out += more
    return out


def serve(sock, addr):
    try:
        with sock:
            sock.settimeout(180)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                freezer, temp = struct.unpack("<Hh", exactly(sock, 4))
                with guard:
                    last[freezer] = (temp / 10, time.time())
                sock.sendall(b"\x06")
    except EOFError:
        print(time.ctime(), addr[0], "end")
    except socket.timeout:
        print(time.ctime(), addr[0], "three minutes without a value")
    except OSError as e:
        print(time.ctime(), addr[0], e)


def main():
    srv = socket.create_server(("0.0.0.0", 5222), backlog=80)
    try:
        while True:
            try:
                sock, addr = srv.accept()
            except OSError as e:
                print("accept:", e)
                time.sleep(1)
                continue
            threading.Thread(target=serve, args=(sock, addr), daemon=True).start()
    finally:
        srv.close()


if __name__ == "__main__":
    main()
