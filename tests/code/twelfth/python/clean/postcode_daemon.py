#!/usr/bin/python3
# postcode lookup, the PHP shop asks us; started by runit
import bisect
import csv
import socket
import socketserver
import sys


class Table(object):
    def __init__(self, path):
        with open(path, encoding='latin-1') as f:
            rows = sorted((r[0], r[1]) for r in csv.reader(f, delimiter=';') if len(r) > 1)
        self.codes = [r[0] for r in rows]
        self.towns = [r[1] for r in rows]

    def get(self, code):
        i = bisect.bisect_left(self.codes, code)
        if i < len(self.codes) and self.codes[i] == code:
            return self.towns[i]
        return None


class PostcodeHandler(socketserver.StreamRequestHandler):
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = 4096

    def handle(self):
        try:
            while True:
                line = self.rfile.readline(80)
                if not line:
                    break
                code = line.strip().decode('latin-1')
                if code == 'quit':
                    break
                town = self.server.table.get(code)
                if town is None:
                    self.wfile.write(b'-\n')
                else:
                    self.wfile.write(b'+')
                    self.wfile.write(town.encode('latin-1'))
                    self.wfile.write(b'\n')
                self.wfile.flush()
        except socket.timeout:
            sys.stderr.write('%s idle\n' % self.client_address[0])
        except (ConnectionResetError, BrokenPipeError) as e:
            sys.stderr.write('%s %s\n' % (self.client_address[0], e))


class PostcodeServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, addr, table):
        self.table = table
        super(PostcodeServer, self).__init__(addr, PostcodeHandler)


def main():
    table = Table(sys.argv[1])
    with PostcodeServer(('127.0.0.1', 9009), table) as srv:
        sys.stderr.write('%d postcodes\n' % len(table.codes))
        try:
            srv.serve_forever(poll_interval=1)
        except KeyboardInterrupt:
            pass


if __name__ == '__main__':
    main()
