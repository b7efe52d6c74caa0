"""Zero-downtime restart: the outgoing process hands its live game tables' sockets to the incoming one."""
import array
import json
import logging
import os
import socket

logger = logging.getLogger(__name__)
BATCH = 64


def push_all(path, tables):
    """Sends every table's socket with its state; our copies are closed once the successor has said so.

    Whatever goes wrong, the tables not acknowledged stay ours.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as ctl:
        ctl.settimeout(10)
        ctl.connect(path)
        todo = list(tables.items())
        while todo:
            batch, todo = todo[:BATCH], todo[BATCH:]
            fds = [t.sock.fileno() for _, t in batch]
            state = json.dumps([t.state() for _, t in batch]).encode()
            socket.send_fds(ctl, [state], fds)
            if ctl.recv(16) != b"got":
                raise RuntimeError("successor did not take the batch")
            for key, table in batch:
                del tables[key]
                table.sock.close()
            logger.info("handed over %d, %d to go", len(batch), len(todo))


def pull_all(listener, make_table):
    """The successor's side. Returns the tables."""
    tables = {}
    ctl, _ = listener.accept()
    with ctl:
        ctl.settimeout(10)
        while True:
            msg, fds, flags, _ = socket.recv_fds(ctl, 1 << 18, BATCH)
            if not msg:
                break
            try:
                if flags & (socket.MSG_CTRUNC | socket.MSG_TRUNC):
                    raise RuntimeError("batch truncated")
                states = json.loads(msg)
                if len(states) != len(fds):
                    raise RuntimeError("%d states, %d descriptors" % (len(states), len(fds)))
            except Exception:
                for fd in fds:
                    os.close(fd)
                raise
            for state in states:
                fd = fds.pop(0)
                sock = socket.socket(fileno=fd)
                try:
                    tables[state["id"]] = make_table(sock, state)
                except Exception:
                    logger.exception("table not revived")
                    sock.close()
            ctl.sendall(b"got")
    return tables
