"""TimeoutMixin ends the connection, unless its method is overridden."""
from twisted.internet import protocol, reactor
from twisted.protocols.basic import LineReceiver
from twisted.protocols.policies import TimeoutMixin


class Kiosk(LineReceiver, TimeoutMixin):
    def connectionMade(self):
        self.factory.kiosks.add(self)
        self.setTimeout(120)

    def lineReceived(self, line):
        self.resetTimeout()
        self.sendLine(b"ok " + line)

    def timeoutConnection(self):
        self.factory.note("asleep")
        self.transport.abortConnection()

    def connectionLost(self, reason):
        self.factory.kiosks.discard(self)


class Kiosks(protocol.Factory):
    protocol = Kiosk
    kiosks = set()

    def note(self, what):
        print(what)


reactor.listenTCP(7000, Kiosks())
reactor.run()
