import socket


class RobotError(Exception):
    pass


class TapeRobot:
    """Line protocol of the L700 style library. Use as a context manager."""

    def __init__(self, host, port=5001, timeout=20):
        self.sock = socket.create_connection((host, port), timeout)
        self.rfile = self.sock.makefile("r", encoding="ascii", newline="\r\n")

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, tb):
        if exc_type is not None:
            # the robot parks its arm by itself
            return False
        try:
            self._cmd("BYE")
        finally:
            self.close()
        return False

    def close(self):
        self.rfile.close()
        self.sock.close()

    def _cmd(self, text):
        self.sock.sendall(text.encode("ascii") + b"\r\n")
        answer = self.rfile.readline().rstrip("\r\n")
        if not answer.startswith("+"):
            raise RobotError(f"{text}: {answer or 'line closed'}")
        return answer[1:].strip()

    def mount(self, volume, drive):
        return self._cmd(f"MOUNT {volume} {drive}")

    def dismount(self, drive):
        return self._cmd(f"DISMOUNT {drive}")

    def inventory(self):
        return self._cmd("INV").split(",")


_robots = []


def mount_for_restore(hosts, volume, drive):
    for host in hosts:
        robot = TapeRobot(host)
        _robots.append(robot)
        try:
            with robot:
                if volume in robot.inventory():
                    robot.mount(volume, drive)
                    return host
        except (OSError, RobotError) as e:
            print(f"{host}: {e}")
    return None
