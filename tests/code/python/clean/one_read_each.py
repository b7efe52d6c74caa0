"""One read of each connection that is accepted: nothing to go on reading."""
import socket


def main(store):
    server = socket.create_server(("", 515), backlog=128)
    while True:
        peer, addr = server.accept()
        with peer:
            peer.settimeout(2)
            words = peer.recv(4096)
            store.add(addr, words)
