import socket
import threading


class ResultsFeed:
    """Election night: hand over the current page and hang up politely."""

    def __init__(self):
        self._page = b"no results yet\n"

    def set_page(self, text):
        self._page = text.encode("utf-8")

    def _serve_one(self, conn, slots):
        try:
            with conn:
                conn.settimeout(15)
                conn.sendall(self._page)
                conn.shutdown(socket.SHUT_WR)
                # read to the end, a few clients send a GET line
                left = 8192
                while left > 0:
                    d = conn.recv(1024)
                    if not d:
                        break
                    left -= len(d)
        except OSError:
            pass
        finally:
            slots.release()

    def run(self, port):
        slots = threading.BoundedSemaphore(300)
        with socket.create_server(("", port), backlog=1024, reuse_port=True) as ls:
            while True:
                slots.acquire()
                conn, _ = ls.accept()
                try:
                    threading.Thread(target=self._serve_one, args=(conn, slots), daemon=True).start()
                except RuntimeError:
                    slots.release()
                    conn.close()
