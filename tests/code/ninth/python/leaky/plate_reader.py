import socket
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor

# ALPR cameras at the car park's gates: JPEG in, plate out.
# <u32 length> <jpeg>  ->  <u8 length> <plate>

MAX_JPEG = 3 * 1024 * 1024


def recv_n(s, n):
    out = bytearray(n)
    view = memoryview(out)
    while n:
        got = s.recv_into(view[-n:], n)
        if got == 0:
            raise EOFError
        n -= got
    return out


class Gate:
    def __init__(self, ocr, workers=64):
        self.ocr = ocr
        self.pool = ThreadPoolExecutor(workers)
        self.cams = {}

    def camera(self, s, name):
        s.settimeout(120)
        self.cams[name] = s
        seen = 0
        while True:
            try:
                (size,) = struct.unpack(">I", recv_n(s, 4))
                if size > MAX_JPEG:
                    print(f"{name}: picture of {size} bytes, firmware broken?", file=sys.stderr)
                    return seen
                plate = self.ocr(recv_n(s, size)).encode()
                s.sendall(bytes([len(plate)]) + plate)
                seen += 1
            except Exception as e:
                print(f"{name}: {e!r} after {seen} pictures", file=sys.stderr)
                break
        del self.cams[name]
        s.close()
        return seen

    def serve(self, port):
        with socket.create_server(("", port), backlog=50) as ls:
            while True:
                try:
                    s, peer = ls.accept()
                except OSError as e:
                    print("accept:", e, file=sys.stderr)
                    time.sleep(0.3)
                    continue
                self.pool.submit(self.camera, s, "%s:%d" % peer[:2])


def main():
    from alpr import recognise
    Gate(recognise).serve(8155)


if __name__ == "__main__":
    main()
