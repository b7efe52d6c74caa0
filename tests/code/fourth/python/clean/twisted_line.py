from twisted.internet import protocol, reactor
from twisted.protocols import basic, policies


class Telemetry(basic.LineReceiver, policies.TimeoutMixin):
    delimiter = b"\n"
    MAX_LENGTH = 16384

    def connectionMade(self):
        self.transport.setTcpKeepAlive(1)
        self.setTimeout(180)
        self.factory.active.add(self)

    def lineReceived(self, line):
        self.resetTimeout()
        try:
            kind, value = line.split(b"=", 1)
        except ValueError:
            self.transport.loseConnection()
            return
        self.factory.store(kind, value)

    def connectionLost(self, reason=protocol.connectionDone):
        self.setTimeout(None)
        self.factory.active.discard(self)


class TelemetryFactory(protocol.ServerFactory):
    protocol = Telemetry

    def __init__(self, store):
        self.store = store
        self.active = set()


def main(store):
    reactor.listenTCP(6500, TelemetryFactory(store), backlog=200)
    reactor.run()
