import array
import errno
import logging
import os
import socket
import time

log = logging.getLogger("dispatch")

# The dispatcher accepts, looks at nothing, and passes connections on to the
# worker processes by SCM_RIGHTS. Workers are started by supervisord and connect
# to our control socket.


class Worker:
    def __init__(self, chan):
        self.chan = chan
        self.load = 0

    def give(self, fd):
        self.chan.sendmsg([b"C"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])
        self.load += 1


class Dispatcher:
    def __init__(self, port, control):
        self.listener = socket.create_server(("", port), backlog=1024)
        if os.path.exists(control):
            os.unlink(control)
        self.control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.bind(control)
        self.control.listen(16)
        self.control.setblocking(False)
        self.workers = []

    def enlist(self):
        while True:
            try:
                chan, _ = self.control.accept()
            except BlockingIOError:
                return
            chan.settimeout(0.2)
            self.workers.append(Worker(chan))

    def dismiss(self, w, why):
        log.warning("worker %d dismissed: %s", w.chan.fileno(), why)
        self.workers.remove(w)
        w.chan.close()

    def pass_on(self, conn):
        """Our copy is closed in any case, the worker has its own by then."""
        with conn:
            while self.workers:
                w = min(self.workers, key=lambda w: w.load)
                try:
                    w.give(conn.fileno())
                    return True
                except OSError as e:
                    self.dismiss(w, e)
        return False

    def run(self):
        while True:
            try:
                conn, peer = self.listener.accept()
            except OSError as e:
                if e.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
                    time.sleep(0.1)
                continue
            self.enlist()
            if not self.pass_on(conn):
                log.error("%s: no worker", peer)

    def close(self):
        for w in list(self.workers):
            self.dismiss(w, "shutdown")
        self.control.close()
        self.listener.close()


def take(chan):
    """Worker side: the next connection, None when the dispatcher is gone."""
    msg, fds, _, _ = socket.recv_fds(chan, 1, 1)
    if not msg:
        return None
    return socket.socket(fileno=fds[0])
