import errno
import select
import socket
import time

CRANES = ["10.9.0.%d" % n for n in range(11, 19)]
attempts = []  # for the status command


def dial(ip, port=20000, tries=5):
    """Non-blocking connect with our own timeout (the VPN router swallows SYNs)."""
    for t in range(tries):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        attempts.append(s)
        s.setblocking(False)
        rc = s.connect_ex((ip, port))
        if rc not in (0, errno.EINPROGRESS):
            s.close()
            raise OSError(rc, "connect")
        _, writable, _ = select.select([], [s], [], 2.0)
        if writable and s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
            s.settimeout(10)
            return s
        print("crane", ip, "attempt", t + 1, "of", tries, "failed")
        time.sleep(1 + t)
    return None


def load_of(ip):
    s = dial(ip)
    if s is None:
        return None
    try:
        s.sendall(b"\x01LOAD?\x04")
        raw = b""
        while not raw.endswith(b"\x04"):
            part = s.recv(64)
            if not part:
                return None
            raw += part
        return int(raw.strip(b"\x01\x04"))
    finally:
        s.close()


if __name__ == "__main__":
    while True:
        for ip in CRANES:
            try:
                print(time.strftime("%H:%M:%S"), ip, load_of(ip))
            except (OSError, ValueError) as e:
                print(ip, e)
        time.sleep(30)
