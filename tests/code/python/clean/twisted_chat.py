from twisted.internet import protocol, reactor, defer
from twisted.protocols import basic, policies


class Chat(basic.LineReceiver, policies.TimeoutMixin):
    def connectionMade(self):
        self.setTimeout(120)
        self.factory.users.add(self)

    def lineReceived(self, line):
        self.resetTimeout()
        if line == b"quit":
            self.transport.loseConnection()
            return
        for u in self.factory.users:
            if u is not self:
                u.sendLine(line)

    def timeoutConnection(self):
        self.transport.abortConnection()

    def connectionLost(self, reason):
        self.setTimeout(None)
        self.factory.users.discard(self)


class ChatFactory(protocol.ServerFactory):
    protocol = Chat

    def __init__(self):
        self.users = set()


reactor.listenTCP(4000, ChatFactory(), backlog=200)
reactor.run()
