"""Vaccine fridges report their temperature; we answer with the time."""
import logging
import socket
import threading
import time

log = logging.getLogger("fridge")
ALARM_AT = 8.0


def serve_fridge(conn, addr, alarm):
    with conn:
        conn.settimeout(180)
        try:
            with conn.makefile("rb") as lines:
                for raw in lines:
                    fridge, temp = raw.decode("ascii").split(",")
                    if float(temp) > ALARM_AT:
                        alarm(fridge, float(temp))
                    conn.sendall(b"%d\n" % int(time.time()))
        except socket.timeout:
            log.warning("%s silent for three minutes", addr[0])
        except (OSError, ValueError) as e:
            log.warning("%s: %s", addr[0], e)


def main():
    logging.basicConfig(level=logging.INFO)
    srv = socket.create_server(("", 8181), backlog=128)
    while True:
        try:
            conn, addr = srv.accept()
        except OSError as e:
            log.error("accept: %s", e)
            time.sleep(0.5)
            continue
        try:
            threading.Thread(target=serve_fridge, args=(conn, addr, log.error), daemon=True).start()
        except RuntimeError:
            log.error("no thread for %s", addr[0])
            conn.close()


if __name__ == "__main__":
    main()
