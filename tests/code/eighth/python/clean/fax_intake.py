#!/usr/bin/env python3
# intake for the fax converters; one job a connection: 8 hex digits of length, then TIFF
import os, queue, socket, sys, tempfile, threading, time

SPOOL = '/var/spool/faxin'
jobs = queue.Queue(maxsize=50)

def refuse(s):
    """Says no. Their job is on its way already, so take it off the wire before the close."""
    try:
        s.settimeout(2)
        s.sendall(b'BUSY\r\n')
        s.shutdown(socket.SHUT_WR)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if not s.recv(65536):
                break
    except OSError:
        pass
    s.close()

def recv_job(s):
    f = s.makefile('rb')
    try:
        head = f.read(8)
        if len(head) < 8:
            return None
        left = int(head, 16)
        out = tempfile.NamedTemporaryFile(dir=SPOOL, suffix='.tif', delete=False)
        with out:
            while left:
                b = f.read(min(left, 1 << 16))
                if not b:
                    os.unlink(out.name)
                    return None
                out.write(b)
                left -= len(b)
        return out.name
    finally:
        f.close()

def worker():
    while True:
        s, who = jobs.get()
        try:
            s.settimeout(60)
            name = recv_job(s)
            if name is None:
                print(who, 'job cut short', file=sys.stderr)
                continue
            s.sendall(b'OK ' + os.path.basename(name).encode() + b'\r\n')
        except (OSError, ValueError) as e:
            print(who, e, file=sys.stderr)
        finally:
            s.close()
            jobs.task_done()

def main():
    ls = socket.create_server(('', 4559), backlog=128)
    for _ in range(8):
        threading.Thread(target=worker, daemon=True).start()
    while True:
        s, who = ls.accept()
        try:
            jobs.put_nowait((s, who))
        except queue.Full:
            threading.Thread(target=refuse, args=(s,), daemon=True).start()

if __name__ == '__main__':
    main()
