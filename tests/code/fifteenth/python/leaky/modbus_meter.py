import itertools
import socket
import struct


class ModbusError(Exception):
    pass


class Meter:
    """Energy meter behind a Modbus/TCP gateway, polled 20 times a second."""

    def __init__(self, host, port=502, unit=1):
        self.unit = unit
        self.tids = itertools.cycle(range(1, 0xFFFF))
        self.sock = socket.create_connection((host, port), timeout=2.0)

    def _exactly(self, n):
        got = bytearray()
        while len(got) < n:
            part = self.sock.recv(n - len(got))
            if not part:
                raise ModbusError("gateway closed the connection")
            got += part
        return bytes(got)

    def read_holding(self, start, count):
        tid = next(self.tids)
        pdu = struct.pack(">BHH", 3, start, count)
        self.sock.sendall(struct.pack(">HHHB", tid, 0, len(pdu) + 1, self.unit))
        self.sock.sendall(pdu)
        rtid, _, length, _unit = struct.unpack(">HHHB", self._exactly(7))
        body = self._exactly(length - 1)
        if rtid != tid:
            raise ModbusError("transaction %d answered as %d" % (tid, rtid))
        if body[0] & 0x80:
            raise ModbusError("exception %d" % body[1])
        return struct.unpack(">%dH" % count, body[2:])

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
