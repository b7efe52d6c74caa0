#!/usr/bin/env python3
"""MJPEG-ish fan-out for the traffic cameras: one reader, several control rooms.

Frames are length prefixed. The reader must never be held up by a control room,
hence the non-blocking sockets.
"""
import argparse
import logging
import socket
import struct
import threading

LOG = logging.getLogger("fanout")
HEAD = struct.Struct(">I")


class Rooms:
    def __init__(self):
        self._lock = threading.Lock()
        self._socks = []

    def add(self, sock):
        sock.setblocking(False)
        with self._lock:
            self._socks.append(sock)

    def publish(self, frame):
        packet = HEAD.pack(len(frame)) + frame
        with self._lock:
            for sock in list(self._socks):
                try:
                    sock.send(packet)
                except BlockingIOError:
                    continue  # this room skips the frame
                except OSError as err:
                    LOG.info("control room gone: %s", err)
                    self._socks.remove(sock)
                    sock.close()


def read_exactly(stream, n):
    data = stream.read(n)
    if len(data) < n:
        raise EOFError("camera closed the stream")
    return data


def camera_loop(host, port, rooms):
    with socket.create_connection((host, port), timeout=15) as cam:
        with cam.makefile("rb", buffering=1 << 18) as stream:
            while True:
                (size,) = HEAD.unpack(read_exactly(stream, HEAD.size))
                rooms.publish(read_exactly(stream, size))


def door(port, rooms):
    with socket.create_server(("", port), backlog=64) as srv:
        while True:
            sock, addr = srv.accept()
            LOG.info("control room %s", addr[0])
            rooms.add(sock)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("camera")
    ap.add_argument("--camera-port", type=int, default=5540)
    ap.add_argument("--port", type=int, default=5541)
    args = ap.parse_args()
    logging.basicConfig(level=logging.INFO)

    rooms = Rooms()
    threading.Thread(target=door, args=(args.port, rooms), daemon=True).start()
    try:
        camera_loop(args.camera, args.camera_port, rooms)
    except (OSError, EOFError) as err:
        LOG.error("camera %s: %s", args.camera, err)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
