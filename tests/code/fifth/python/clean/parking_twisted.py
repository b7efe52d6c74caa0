from twisted.application import internet, service
from twisted.internet import defer, endpoints, reactor
from twisted.internet.protocol import Factory
from twisted.protocols.basic import NetstringReceiver
from twisted.protocols.policies import TimeoutMixin
from twisted.python import log


class BarrierProtocol(NetstringReceiver, TimeoutMixin):
    """Parking barrier. transport is closed by Twisted at the peer's end of file."""
    MAX_LENGTH = 10000

    def connectionMade(self):
        self.transport.setTcpNoDelay(True)
        self.setTimeout(90)
        self.factory.barriers.add(self)

    def stringReceived(self, s):
        self.resetTimeout()
        verb, _, plate = s.partition(b" ")
        handler = getattr(self, "do_" + verb.decode("ascii", "ignore"), None)
        if handler is None:
            self.sendString(b"unknown")
            return
        d = defer.maybeDeferred(handler, plate)
        d.addCallback(self.reply)
        d.addErrback(self.failed)

    def do_in(self, plate):
        return self.factory.garage.enter(plate)

    def do_out(self, plate):
        return self.factory.garage.leave(plate)

    def do_bye(self, _):
        self.transport.loseConnection()

    def reply(self, result):
        if self.connected and result is not None:
            self.sendString(result)

    def failed(self, f):
        log.err(f, "barrier")
        self.transport.loseConnection()

    def timeoutConnection(self):
        log.msg("barrier %s timed out" % self.transport.getPeer())
        self.transport.abortConnection()

    def connectionLost(self, reason):
        self.setTimeout(None)
        self.factory.barriers.discard(self)


class BarrierFactory(Factory):
    protocol = BarrierProtocol

    def __init__(self, garage):
        self.garage = garage
        self.barriers = set()

    def doStop(self):
        for b in list(self.barriers):
            b.transport.loseConnection()
        Factory.doStop(self)


def make(garage):
    application = service.Application("parking")
    ep = endpoints.serverFromString(reactor, "tcp:7447:backlog=128")
    internet.StreamServerEndpointService(ep, BarrierFactory(garage)).setServiceParent(application)
    return application
