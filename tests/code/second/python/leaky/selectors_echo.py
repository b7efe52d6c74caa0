import logging
import selectors
import socket

log = logging.getLogger("echo")
sel = selectors.DefaultSelector()


class Peer:
    def __init__(self, sock, addr):
        self.sock = sock
        self.addr = addr
        self.pending = bytearray()


def accept(listener):
    sock, addr = listener.accept()
    sock.setblocking(False)
    sel.register(sock, selectors.EVENT_READ, Peer(sock, addr))
    log.info("%s connected", addr)


def forget(peer):
    log.info("%s left", peer.addr)
    sel.unregister(peer.sock)
    peer.pending.clear()


def service(peer, mask):
    if mask & selectors.EVENT_READ:
        try:
            data = peer.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError as e:
            log.warning("%s: %s", peer.addr, e)
            forget(peer)
            peer.sock.close()
            return
        if not data:
            forget(peer)
            registry.pop(peer.addr, None)
            return
        registry[peer.addr] = peer
        peer.pending += data
        sel.modify(peer.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, peer)
    if mask & selectors.EVENT_WRITE and peer.pending:
        sent = peer.sock.send(peer.pending)
        del peer.pending[:sent]
        if not peer.pending:
            sel.modify(peer.sock, selectors.EVENT_READ, peer)


registry = {}
history = []


def main(port=7000):
    listener = socket.create_server(("", port), backlog=128)
    listener.setblocking(False)
    sel.register(listener, selectors.EVENT_READ, None)
    while True:
        for key, mask in sel.select():
            if key.data is None:
                accept(key.fileobj)
            else:
                history.append(key.data)
                service(key.data, mask)
