import json
import logging
import socketserver
import threading

SEATS = 350
lock = threading.Lock()
held = {}

logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)


class LicenseHandler(socketserver.StreamRequestHandler):
    timeout = 15
    disable_nagle_algorithm = True

    def handle(self):
        for raw in self.rfile:
            try:
                msg = json.loads(raw)
                reply = self.dispatch(msg["op"], msg["host"])
            except (ValueError, KeyError, TypeError):
                reply = {"error": "bad request"}
            self.wfile.write(json.dumps(reply).encode() + b"\n")

    def dispatch(self, op, host):
        with lock:
            if op == "checkout":
                if host not in held and len(held) >= SEATS:
                    return {"granted": False}
                held[host] = held.get(host, 0) + 1
                logging.info("checkout %s (%d/%d)", host, len(held), SEATS)
                return {"granted": True}
            if op == "checkin":
                held.pop(host, None)
                return {"ok": True}
        return {"error": "op"}


class LicenseServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1


if __name__ == "__main__":
    # all 350 CAD seats start at 07:00 when the shift begins
    with LicenseServer(("", 27000), LicenseHandler) as srv:
        srv.serve_forever()
