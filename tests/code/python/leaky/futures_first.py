import socket
from concurrent.futures import ThreadPoolExecutor, as_completed


def dial(addr):
    return socket.create_connection(addr, timeout=4)


def nearest(addrs):
    with ThreadPoolExecutor(len(addrs)) as ex:
        tries = [ex.submit(dial, a) for a in addrs]
        for t in as_completed(tries):
            if t.exception() is None:
                return t.result()  # expect: close-wait-leak
    raise ConnectionError("nobody answers")
