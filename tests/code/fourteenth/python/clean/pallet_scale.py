import socket


class ScaleError(RuntimeError):
    pass


def weigh(host: str, port: int = 8008, tries: int = 2) -> float:
    """Ask the pallet scale for a stable weight (kg)."""
    last = None
    for _ in range(tries):
        try:
            with socket.create_connection((host, port), timeout=3) as s:
                s.sendall(b"SI\r\n")
                reply = bytearray()
                while not reply.endswith(b"\r\n"):
                    part = s.recv(64)
                    if not part:
                        raise ScaleError("scale %s closed the line" % host)
                    reply += part
                    if len(reply) > 256:
                        raise ScaleError("scale %s talks nonsense" % host)
                fields = reply.decode("ascii", "replace").split()
                if len(fields) < 4 or fields[1] != "S":
                    last = ScaleError("no stable weight: %r" % bytes(reply))
                    continue
                return float(fields[2])
        except OSError as e:
            last = e
    raise ScaleError(str(last))
