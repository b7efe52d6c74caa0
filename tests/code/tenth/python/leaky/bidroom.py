"""Auction room: every bidder gets a thread, bids are shouted to all others."""
import socket
import sys
import threading

HOST, PORT = "0.0.0.0", 6161
lock = threading.Lock()
bidders: dict[int, tuple[str, socket.socket]] = {}
highest = 0


def shout(text: str) -> None:
    data = (text + "\n").encode()
    with lock:
        targets = list(bidders.values())
    for name, s in targets:
        try:
            s.sendall(data)
        except OSError as e:
            # its own thread will notice too
            print(f"{name} did not hear us: {e}", file=sys.stderr)


def bid(name: str, text: str) -> str:
    global highest
    try:
        amount = int(text)
    except ValueError:
        return "ERR whole euros only"
    with lock:
        if amount <= highest:
            return f"LOW {highest}"
        highest = amount
    shout(f"BID {name} {amount}")
    return "OK"


def serve(no: int, s: socket.socket) -> None:
    name = f"paddle-{no}"
    s.settimeout(600)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with lock:
        bidders[no] = (name, s)
    try:
        s.sendall(f"WELCOME {name}\n".encode())
        pending = b""
        while chunk := s.recv(1024):
            pending += chunk
            *lines, pending = pending.split(b"\n")
            if len(pending) > 256:
                break
            for line in lines:
                s.sendall((bid(name, line.decode("ascii", "replace").strip()) + "\n").encode())
    except socket.timeout:
        print(f"{name} fell asleep")
        return
    except OSError as e:
        print(f"{name}: {e}")
    with lock:
        del bidders[no]
    s.close()
    print(f"{name} left")


def main() -> None:
    with socket.create_server((HOST, PORT), backlog=100) as srv:
        no = 0
        while True:
            s, addr = srv.accept()
            no += 1
            print(f"paddle-{no} is {addr[0]}")
            threading.Thread(target=serve, args=(no, s), daemon=True).start()


if __name__ == "__main__":
    main()
