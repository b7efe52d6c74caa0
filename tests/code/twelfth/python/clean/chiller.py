"""Modbus/TCP access to the chillers on the roof."""
import itertools
import logging
import socket
import struct
import time

log = logging.getLogger(__name__)
MBAP = struct.Struct(">HHHB")


class ModbusError(Exception):
    pass


class Chiller:
    def __init__(self, host, unit=1, port=502, timeout=3.0):
        self._addr = (host, port)
        self._unit = unit
        self._timeout = timeout
        self._sock = None
        self._tid = itertools.count(1)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()

    def _ensure(self):
        if self._sock is None:
            self._sock = socket.create_connection(self._addr, timeout=self._timeout)
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._sock

    def _recv(self, n):
        parts = []
        while n:
            part = self._sock.recv(n)
            if not part:
                raise ConnectionError("chiller closed the connection")
            parts.append(part)
            n -= len(part)
        return b"".join(parts)

    def _call(self, pdu):
        tid = next(self._tid) & 0xFFFF
        try:
            self._ensure().sendall(MBAP.pack(tid, 0, len(pdu) + 1, self._unit) + pdu)
            rtid, _, length, _ = MBAP.unpack(self._recv(MBAP.size))
            if not 3 <= length <= 254:
                raise ConnectionError(f"length {length} in header")
            answer = self._recv(length - 1)
            if rtid != tid:
                raise ConnectionError(f"transaction {rtid}, expected {tid}")
        except OSError:
            self.close()
            raise
        if answer[0] & 0x80:
            raise ModbusError(f"exception code {answer[1]}")
        return answer[1:]

    def registers(self, start, count):
        data = self._call(struct.pack(">BHH", 3, start, count))
        if len(data) != 1 + 2 * count:
            raise ModbusError(f"{len(data)} bytes for {count} registers")
        return struct.unpack(f">{count}H", data[1:1 + 2 * count])

    def setpoint(self, tenths):
        self._call(struct.pack(">BHH", 6, 40, tenths))


def watch(host, every=10):
    with Chiller(host) as ch:
        while True:
            try:
                flow, ret = ch.registers(10, 2)
                log.info("%s flow %.1f return %.1f", host, flow / 10, ret / 10)
            except (OSError, ModbusError) as exc:
                log.warning("%s: %s", host, exc)
            time.sleep(every)
