import socket
import threading

def serve(srv, handler):
    while True:
        try:
            conn, addr = srv.accept()
        except OSError as e:  # expect: accept-queue-overflow
            print("accept failed", e)
            continue
        threading.Thread(target=handler, args=(conn,), daemon=True).start()
