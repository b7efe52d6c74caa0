import socket
import sys


class PlateService:
    """Number plate register. Ask with one or more plates, then confirm the receipt."""

    def __init__(self, host, port=9140):
        self.addr = (host, port)

    def lookup(self, plates):
        s = socket.create_connection(self.addr, timeout=8)
        try:
            s.sendall("".join(p + "\r\n" for p in plates).encode("ascii"))
            s.shutdown(socket.SHUT_WR)  # that is the end of the list

            answer = []
            f = s.makefile("r", encoding="iso-8859-15", newline="\r\n")
            with f:
                for line in f:
                    line = line.strip()
                    if line == ".":
                        break
                    plate, _, owner = line.partition(";")
                    answer.append((plate, owner))
            # the register bills unconfirmed answers a second time
            s.sendall(b"RECEIVED %d\r\n" % len(answer))
            return answer
        finally:
            s.close()


def main():
    svc = PlateService(sys.argv[1])
    plates = [l.strip().upper() for l in sys.stdin if l.strip()]
    for i in range(0, len(plates), 50):
        for plate, owner in svc.lookup(plates[i:i + 50]):
            print("%-12s %s" % (plate, owner))


if __name__ == "__main__":
    main()
