import socket
import struct
import time


class ModbusError(Exception):
    pass


class Meter:
    def __init__(self, host, unit=1, port=502):
        self.host, self.port, self.unit = host, port, unit
        self._sock = None
        self._tid = 0

    def _connect(self):
        self._sock = socket.create_connection((self.host, self.port), timeout=3)
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _recv_exact(self, n):
        buf = b""
        while len(buf) < n:
            chunk = self._sock.recv(n - len(buf))
            if not chunk:
                raise ModbusError("connection closed by meter")
            buf += chunk
        return buf

    def read_registers(self, addr, count):
        if self._sock is None:
            self._connect()
        self._tid = (self._tid + 1) & 0xFFFF
        pdu = struct.pack(">BHH", 3, addr, count)
        self._sock.sendall(struct.pack(">HHHB", self._tid, 0, len(pdu) + 1, self.unit) + pdu)
        tid, _, length, _unit = struct.unpack(">HHHB", self._recv_exact(7))
        body = self._recv_exact(length - 1)
        if tid != self._tid or body[0] & 0x80:
            raise ModbusError("exception %r" % body)
        return struct.unpack(">%dH" % count, body[2:])


def poll(meters, out, every=10):
    while True:
        for m in meters:
            try:
                out.put((m.host, m.read_registers(0, 20)))
            except (OSError, ModbusError) as e:
                out.put((m.host, e))
        time.sleep(every)
