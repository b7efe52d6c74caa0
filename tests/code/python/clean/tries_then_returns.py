"""Each turn is an attempt: the one that goes well is the last."""
import socket


def ask_meter(host, tries=3):
    why = None
    for _ in range(tries):
        try:
            with socket.create_connection((host, 4059), timeout=4) as s:
                s.sendall(b"READ 1.8.0\r\n")
                got = b""
                while not got.endswith(b"\r\n"):
                    part = s.recv(128)
                    if not part:
                        raise OSError("meter closed the line")
                    got += part
                if not got.startswith(b"1.8.0"):
                    why = ValueError(got)
                    continue
                return float(got.split()[1])
        except OSError as e:
            why = e
    raise RuntimeError(str(why))
