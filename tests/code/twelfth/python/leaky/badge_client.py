# -*- coding: utf-8 -*-
# door controller side of the badge system (v1 protocol, see wiki/Doors)
import binascii
import socket
import time


class BadgeServerError(Exception):
    pass


class BadgeClient:
    """Asks the badge server whether a badge may open a door.

    The connection is made at start and kept for the day.
    """

    def __init__(self, host, port=4050, door_id='D-00'):
        self.host = host
        self.port = port
        self.door_id = door_id
        self._sock = None
        self._file = None

    def connect(self):
        sock = socket.create_connection((self.host, self.port), timeout=5)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(None)
            self._file = sock.makefile('rb')
        except OSError:
            sock.close()
            raise
        self._sock = sock

    def close(self):
        if self._sock is not None:
            self._file.close()
            self._sock.close()
            self._sock = self._file = None

    def may_open(self, badge):
        """True, False or BadgeServerError."""
        if self._sock is None:
            self.connect()
        ask = '%s %s\n' % (self.door_id, binascii.hexlify(badge).decode())
        try:
            self._sock.sendall(ask.encode('ascii'))
            answer = self._file.readline(128)
        except OSError as e:
            self.close()
            raise BadgeServerError(str(e))
        if not answer:
            self.close()
            raise BadgeServerError('server closed the connection')
        return answer.strip() == b'OPEN'


def door_loop(client, badge_reader, relay):
    while True:
        badge = badge_reader.wait()
        try:
            granted = client.may_open(badge)
        except (BadgeServerError, OSError) as e:
            print('door %s: %s, staying shut' % (client.door_id, e))
            relay.blink('red', 5)
            time.sleep(1)
            continue
        if granted:
            relay.pulse(seconds=4)
        else:
            relay.blink('red', 2)
