"""FLARM ground stations -> position table. Edge-triggered epoll, Linux only."""
import select
import socket
import sys
import time

FLAGS = select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET


class Station:
    __slots__ = ("sock", "addr", "tail", "last")

    def __init__(self, sock, addr):
        self.sock, self.addr = sock, addr
        self.tail = b""
        self.last = time.time()


class Tracker:
    def __init__(self, port):
        self.positions = {}
        self.stations = {}
        self.ep = select.epoll()
        self.lsn = socket.create_server(("", port), backlog=256)
        self.lsn.setblocking(False)
        self.ep.register(self.lsn.fileno(), select.EPOLLIN)

    def welcome(self):
        try:
            sock, addr = self.lsn.accept()
        except BlockingIOError:
            return
        except OSError as e:
            print("accept:", e, file=sys.stderr)
            time.sleep(0.1)
            return
        sock.setblocking(False)
        self.stations[sock.fileno()] = Station(sock, addr)
        self.ep.register(sock.fileno(), FLAGS)

    def goodbye(self, st, why):
        print(f"station {st.addr[0]}: {why}")
        fd = st.sock.fileno()
        self.ep.unregister(fd)
        del self.stations[fd]
        st.sock.close()

    def drain(self, st):
        """Reads until EAGAIN, as EPOLLET asks for."""
        while True:
            try:
                data = st.sock.recv(16384)
            except BlockingIOError:
                return
            except OSError as e:
                self.goodbye(st, e)
                return
            if not data:
                self.goodbye(st, "signed off")
                return
            st.last = time.time()
            *lines, st.tail = (st.tail + data).split(b"\n")
            for line in lines:
                self.position(line)
            if len(st.tail) > 1024:
                self.goodbye(st, "garbage")
                return

    def position(self, line):
        f = line.decode("ascii", "replace").strip().split(",")
        if len(f) == 5 and f[0] == "$PFLAA":
            self.positions[f[1]] = (f[2], f[3], f[4], time.time())

    def run(self):
        try:
            while True:
                for fd, _ in self.ep.poll(5):
                    if fd == self.lsn.fileno():
                        self.welcome()
                    elif fd in self.stations:
                        self.drain(self.stations[fd])
                limit = time.time() - 300
                for st in [s for s in self.stations.values() if s.last < limit]:
                    self.goodbye(st, "nothing for five minutes")
        finally:
            for st in list(self.stations.values()):
                st.sock.close()
            self.lsn.close()
            self.ep.close()


if __name__ == "__main__":
    Tracker(int(sys.argv[1])).run()
