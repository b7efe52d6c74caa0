"""Bridge between the hospital's nurse-call panels and the pager transmitter."""
import logging
import queue
import socket
import threading

log = logging.getLogger("pager_bridge")
outbox = queue.Queue()
panels = {}


def panel_thread(conn, addr):
    buf = b""
    try:
        while True:
            data = conn.recv(1024)
            if not data:
                log.info("panel %s:%d went away", *addr)
                return
            buf += data
            while b"\x03" in buf:
                msg, buf = buf.split(b"\x03", 1)
                outbox.put((addr[0], msg.lstrip(b"\x02")))
    except OSError as exc:
        log.warning("panel %s: %s", addr, exc)
        panels.pop(addr, None)
        conn.close()


def main():
    logging.basicConfig(level=logging.INFO)
    srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(("", 8850))
    srv.listen(128)
    while True:
        conn, addr = srv.accept()
        conn.settimeout(300)
        panels[addr] = conn
        threading.Thread(target=panel_thread, args=(conn, addr), daemon=True).start()


if __name__ == "__main__":
    main()
