from twisted.internet import defer, protocol, reactor, task
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.protocols.basic import LineReceiver
from twisted.python import log


class DroneProtocol(LineReceiver):
    """One inspection drone. Telemetry lines after a LOGIN line."""
    delimiter = b"\n"
    MAX_LENGTH = 2048

    def __init__(self, fleet):
        self.fleet = fleet
        self.ident = None
        self.silence = None

    def connectionMade(self):
        self.transport.setTcpNoDelay(True)
        self.transport.setTcpKeepAlive(1)
        self.silence = reactor.callLater(15, self.tooSilent)

    def lineReceived(self, line):
        self.silence.reset(60)
        if self.ident is None:
            d = defer.maybeDeferred(self.fleet.authenticate, line.strip())
            d.addCallbacks(self.loggedIn, self.rejected)
        else:
            self.fleet.telemetry(self.ident, line)

    def loggedIn(self, ident):
        self.ident = ident
        self.fleet.active[ident] = self
        self.sendLine(b"WELCOME " + ident)

    def rejected(self, failure):
        log.msg("login refused: %s" % failure.getErrorMessage())
        self.sendLine(b"DENIED")
        self.transport.loseConnection()

    def tooSilent(self):
        log.msg("drone %r silent for a minute" % self.ident)
        self.fleet.active.pop(self.ident, None)
        self.fleet.lost(self.ident)

    def lineLengthExceeded(self, line):
        log.msg("overlong line")
        return self.transport.loseConnection()

    def connectionLost(self, reason):
        if self.silence.active():
            self.silence.cancel()
        if self.fleet.active.get(self.ident) is self:
            del self.fleet.active[self.ident]


class FleetFactory(protocol.Factory):
    def __init__(self, directory):
        self.directory = directory
        self.active = {}

    def authenticate(self, token):
        return self.directory[token]

    def telemetry(self, ident, line):
        log.msg(b"%s %s" % (ident, line))

    def lost(self, ident):
        log.msg("searching %r" % ident)

    def buildProtocol(self, addr):
        return DroneProtocol(self)


def start(directory):
    ep = TCP4ServerEndpoint(reactor, 5790, backlog=200)
    ep.listen(FleetFactory(directory)).addErrback(log.err)
    reactor.run()
