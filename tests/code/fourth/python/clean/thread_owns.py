import logging
import socket
import threading
import time

log = logging.getLogger("kv")
gate = threading.BoundedSemaphore(200)


def session(conn, addr, store):
    try:
        conn.settimeout(45)
        with conn.makefile("rwb") as f:
            for raw in f:
                cmd, _, arg = raw.strip().partition(b" ")
                if cmd == b"GET":
                    f.write(store.get(arg, b"") + b"\n")
                elif cmd == b"QUIT":
                    return
                else:
                    f.write(b"ERR\n")
                f.flush()
    except OSError as e:
        log.info("%s: %s", addr, e)
    finally:
        conn.close()
        gate.release()


def serve(port, store):
    ls = socket.create_server(("", port), backlog=128)
    while True:
        gate.acquire()
        try:
            conn, addr = ls.accept()
        except OSError as e:
            gate.release()
            log.error("accept: %s", e)
            time.sleep(0.2)
            continue
        try:
            threading.Thread(target=session, args=(conn, addr, store), daemon=True).start()
        except RuntimeError:
            conn.close()
            gate.release()
