from twisted.internet import protocol, reactor
from twisted.protocols import basic, policies
from twisted.python import log


class Gate(basic.LineReceiver):
    delimiter = b"\n"

    def connectionMade(self):
        self.user = None
        self.factory.open.add(self)
        self.sendLine(b"HELLO")

    def lineReceived(self, line):
        if self.user is None:
            user, _, tag = line.partition(b" ")
            if not self.factory.directory.valid(user, tag):
                log.msg("gate: bad tag from %s" % self.transport.getPeer().host)
                self.sendLine(b"DENIED")
                self.pauseProducing()
                return
            self.user = user
            self.sendLine(b"WELCOME")
            return
        if line == b"LOGOUT":
            self.transport.loseConnection()
            return
        self.factory.directory.event(self.user, line)

    def connectionLost(self, reason):
        self.factory.open.discard(self)


class GateFactory(protocol.ServerFactory):
    protocol = Gate

    def __init__(self, directory):
        self.directory = directory
        self.open = set()


def start(directory):
    reactor.listenTCP(3100, GateFactory(directory))
    reactor.run()
