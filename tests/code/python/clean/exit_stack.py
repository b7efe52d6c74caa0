import contextlib
import socket


def fan_out(addrs, msg):
    with contextlib.ExitStack() as stack:
        socks = []
        for a in addrs:
            s = stack.enter_context(socket.create_connection(a, timeout=1))
            socks.append(s)
        for s in socks:
            s.sendall(msg)
