import socket
import threading
import time
from collections import Counter

TALLY = Counter()
LOCK = threading.Lock()


def handle(conn, addr):
    try:
        conn.settimeout(5)
        with conn, conn.makefile("rw", encoding="utf-8", newline="\n") as f:
            choice = f.readline(64).strip()
            with LOCK:
                TALLY[choice] += 1
            f.write("counted\n")
            f.flush()
    except OSError as e:
        print(addr, e)


def main():
    # during the TV show about 3000 votes per second come in
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("0.0.0.0", 9111))
    s.listen(1)
    while True:
        try:
            conn, addr = s.accept()
        except OSError as e:
            print("accept", e)
            time.sleep(0.1)
            continue
        threading.Thread(target=handle, args=(conn, addr), daemon=True).start()


if __name__ == "__main__":
    main()
