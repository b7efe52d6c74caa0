"""A generator owns its socket; who goes through it ends the generator, not the host."""
import socket
import time


def lines(host, port=5025):
    sock = socket.create_connection((host, port), timeout=5)
    try:
        sock.settimeout(60)
        while True:
            block = sock.recv(4096)
            if not block:
                raise ConnectionError("instrument closed")
            yield block
    finally:
        sock.close()


def collect(host, count, rows, tries=5):
    done = 0
    while done < count:
        source = None
        try:
            source = lines(host)
            for block in source:
                rows.append(block)
                done += 1
                if done == count:
                    break
        except OSError:
            tries -= 1
            if tries <= 0:
                return done
            time.sleep(2)
        finally:
            if source is not None:
                source.close()
    return done
