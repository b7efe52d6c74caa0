"""Bot client for the tournament server (see PROTOCOL.md there).

Every move is a question and an answer; a match is some 600 of them, so the
round trip is what decides how many matches we play over night.
"""
import json
import socket
import struct
from contextlib import closing


class Disconnected(ConnectionError):
    pass


class Table:
    def __init__(self, host, port, name):
        self._sock = socket.create_connection((host, port), timeout=10)
        self.name = name

    def close(self):
        self._sock.close()

    def _exactly(self, n):
        got = bytearray()
        while len(got) < n:
            piece = self._sock.recv(n - len(got))
            if not piece:
                raise Disconnected(f"{self.name}: server left after {len(got)}/{n} bytes")
            got += piece
        return bytes(got)

    def ask(self, verb, **fields):
        body = json.dumps({"verb": verb, **fields}).encode()
        self._sock.sendall(struct.pack("!I", len(body)))
        self._sock.sendall(body)
        (n,) = struct.unpack("!I", self._exactly(4))
        return json.loads(self._exactly(n))


def play_match(host, port, strategy):
    with closing(Table(host, port, strategy.name)) as table:
        seat = table.ask("sit", name=strategy.name)["seat"]
        strategy.begin(seat)
        state = table.ask("state")
        while not state["over"]:
            if state["turn"] == seat:
                card = strategy.choose(state["hand"], state["trick"])
                state = table.ask("play", card=card)
            else:
                state = table.ask("wait")
        return state["score"][seat]
