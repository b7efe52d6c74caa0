"""It listens for the one caller whom it has told of the port, and accepts once."""
import socket


def receive(tell):
    door = socket.socket()
    try:
        door.bind(("127.0.0.1", 0))
        door.listen(1)
        door.settimeout(10)
        tell(door.getsockname()[1])
        caller, _ = door.accept()
    finally:
        door.close()
    with caller:
        caller.settimeout(10)
        return caller.recv(4096)
