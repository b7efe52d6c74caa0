import socket
import time

def wait_for(addr, tries):
    for i in range(tries):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.settimeout(1)
        try:
            s.connect(addr)
            return s
        except OSError:  # expect: close-wait-leak
            time.sleep(0.5)
    return None
