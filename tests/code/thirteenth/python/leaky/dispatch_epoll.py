import select
import socket

EDGE = select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET


class Dispatcher:
    """Ambulance position server. Vehicles send frames of 40 bytes, bursts after tunnels."""

    def __init__(self, port, on_frame):
        self.on_frame = on_frame
        self.listener = socket.create_server(("", port), backlog=512)
        self.listener.setblocking(False)
        self.ep = select.epoll()
        self.ep.register(self.listener.fileno(), select.EPOLLIN)
        self.cars = {}

    def loop(self):
        while True:
            for fd, events in self.ep.poll(10):
                if fd == self.listener.fileno():
                    self.new_car()
                    continue
                car, buf = self.cars[fd]
                if events & select.EPOLLIN:
                    try:
                        data = car.recv(400)
                    except BlockingIOError:
                        continue
                    except OSError:
                        data = b""
                    if not data:
                        self.drop(fd)
                        continue
                    buf += data
                    while len(buf) >= 40:
                        self.on_frame(bytes(buf[:40]))
                        del buf[:40]
                elif events & (select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP):
                    self.drop(fd)

    def new_car(self):
        try:
            car, _ = self.listener.accept()
        except BlockingIOError:
            return
        car.setblocking(False)
        self.cars[car.fileno()] = (car, bytearray())
        self.ep.register(car.fileno(), EDGE)

    def drop(self, fd):
        car, _ = self.cars.pop(fd)
        self.ep.unregister(fd)
        car.close()
