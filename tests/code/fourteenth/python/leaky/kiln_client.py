import socket


class KilnError(Exception):
    pass


class Kiln:
    """Ceramics kiln controller. Usage: with Kiln('10.8.0.4') as k: k.temperature()"""

    def __init__(self, host, port=1502):
        self.sock = socket.create_connection((host, port), timeout=4)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # connecting may time out, the conversation itself runs blocking
        self.sock.settimeout(None)
        self.file = self.sock.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.file.close()
        self.sock.close()

    def _command(self, text):
        self.sock.sendall(text.encode("ascii") + b"\r")
        reply = self.file.readline()
        if not reply:
            raise KilnError("controller closed the connection")
        reply = reply.decode("ascii").strip()
        if reply.startswith("?"):
            raise KilnError(f"{text} -> {reply}")
        return reply

    def temperature(self):
        return float(self._command("PV"))

    def setpoint(self, celsius):
        self._command(f"SP {celsius:.0f}")

    def program(self, steps):
        for n, (temp, minutes) in enumerate(steps, 1):
            self._command(f"ST {n} {temp} {minutes}")
        self._command("RUN")
