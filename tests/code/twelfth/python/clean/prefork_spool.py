import os
import signal
import socket
import sys

"""
Print spooler front end: the parent accepts, a child per job takes the data.
"""

MAX_CHILDREN = 40
SPOOL = '/var/spool/plotter'
children = set()


def reap(block=False):
    while children:
        try:
            pid, status = os.waitpid(-1, 0 if block else os.WNOHANG)
        except ChildProcessError:
            children.clear()
            return
        if pid == 0:
            return
        children.discard(pid)
        if status:
            sys.stderr.write('job %d ended with %d\n' % (pid, status))
        block = False


def take_job(conn, addr):
    conn.settimeout(120)
    name = os.path.join(SPOOL, '%s-%d' % (addr[0], os.getpid()))
    total = 0
    with open(name + '.tmp', 'wb') as out:
        while True:
            block = conn.recv(65536)
            if not block:
                break
            out.write(block)
            total += len(block)
    os.rename(name + '.tmp', name + '.plt')
    conn.sendall(b'QUEUED %d\n' % total)


def serve(listener):
    while True:
        reap(block=len(children) >= MAX_CHILDREN)
        try:
            conn, addr = listener.accept()
        except socket.timeout:
            continue
        try:
            pid = os.fork()
        except OSError as e:
            sys.stderr.write('fork: %s\n' % e)
            conn.close()
            continue
        if pid == 0:
            code = 1
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                listener.close()
                take_job(conn, addr)
                code = 0
            except Exception as e:
                sys.stderr.write('%s: %s\n' % (addr[0], e))
            finally:
                conn.close()
                os._exit(code)
        children.add(pid)
        conn.close()


def main():
    signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(('', 9100))
        listener.listen(64)
        listener.settimeout(2)
        serve(listener)


if __name__ == '__main__':
    main()
