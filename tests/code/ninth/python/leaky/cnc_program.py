"""Loads NC programs block by block into the milling machine's controller."""
import argparse
import socket
import struct
import sys
import time

HEAD = struct.Struct("<HHI")        # command, flags, length
ACK = struct.Struct("<HH")

CMD_BEGIN, CMD_BLOCK, CMD_END = 0x10, 0x11, 0x12


class MachineError(RuntimeError):
    pass


class Machine:
    def __init__(self, host, port=8193):
        self.sock = socket.create_connection((host, port), timeout=5)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.sock.close()

    def _ack(self):
        data = b""
        while len(data) < ACK.size:
            part = self.sock.recv(ACK.size - len(data))
            if not part:
                raise MachineError("controller closed the connection")
            data += part
        cmd, code = ACK.unpack(data)
        if code:
            raise MachineError("command %#x: alarm %d" % (cmd, code))

    def command(self, cmd, payload=b"", flags=0):
        self.sock.sendall(HEAD.pack(cmd, flags, len(payload)))
        if payload:
            self.sock.sendall(payload)
        self._ack()


def load(machine, lines):
    machine.command(CMD_BEGIN)
    n = 0
    for line in lines:
        block = line.split("(")[0].strip()
        if block and block != "%":
            machine.command(CMD_BLOCK, block.encode("ascii"))
            n += 1
    machine.command(CMD_END)
    return n


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("machine")
    ap.add_argument("program", type=argparse.FileType("r"))
    args = ap.parse_args()
    began = time.time()
    try:
        with Machine(args.machine) as m:
            n = load(m, args.program)
    except (OSError, MachineError) as e:
        sys.exit("%s: %s" % (args.machine, e))
    print("%d blocks in %.1f s" % (n, time.time() - began))


if __name__ == "__main__":
    main()
