import json
import queue
import signal
import socket
import sys
import threading
import time

# Receives the Z reports of the tills after closing time.

WORKERS = 6
jobs = queue.Queue(maxsize=100)
stop = threading.Event()


def handle(conn, addr):
    conn.settimeout(30)
    with conn.makefile('rb') as rd:
        head = rd.readline(64)
        if not head.startswith(b'ZREPORT '):
            raise ValueError('not a till: %r' % head[:20])
        n = int(head.split()[1])
        if not 0 < n < 2000000:
            raise ValueError('report of %d bytes' % n)
        body = rd.read(n)
    if len(body) != n:
        raise ValueError('till hung up after %d of %d bytes' % (len(body), n))
    report = json.loads(body)
    with open('/var/lib/tills/%s-%s.json' % (report['till'], report['date']), 'wb') as f:
        f.write(body)
    conn.sendall(b'OK\n')
    print('%s till %s total %s' % (addr[0], report['till'], report['total']))


def worker():
    while True:
        item = jobs.get()
        if item is None:
            return
        conn, addr = item
        try:
            handle(conn, addr)
        except Exception as e:
            print('%s: %s' % (addr[0], e), file=sys.stderr)
        finally:
            conn.close()


def accept_loop(listener):
    listener.settimeout(1)
    while not stop.is_set():
        try:
            conn, addr = listener.accept()
        except socket.timeout:
            continue
        except OSError as e:
            print('accept: %s' % e, file=sys.stderr)
            time.sleep(0.5)
            continue
        try:
            jobs.put_nowait((conn, addr))
        except queue.Full:
            print('queue full, %s must retry' % addr[0], file=sys.stderr)
            conn.close()


def main():
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threads = [threading.Thread(target=worker) for _ in range(WORKERS)]
    for t in threads:
        t.start()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(('', 8200))
        listener.listen(200)
        accept_loop(listener)
    finally:
        listener.close()
        for _ in threads:
            jobs.put(None)
        for t in threads:
            t.join()


if __name__ == '__main__':
    main()
