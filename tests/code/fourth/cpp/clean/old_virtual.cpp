// 1999 style: Connection owns the descriptor, ConnectionList owns Connections
class Connection {
public:
    Connection(int s) : sock(s), used(0) {}
    virtual ~Connection() { if (sock != -1) ::close(sock); }
    bool onData();
    int  handle() const { return sock; }
private:
    int  sock;
    int  used;
    char data[4096];
};

bool Connection::onData()
{
    int n = ::read(sock, data + used, sizeof(data) - used);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    if (n == 0)
        return false;
    used += n;
    if (used == (int)sizeof(data)) {
        syslog(LOG_WARNING, "request too long");
        used = 0;
    }
    return true;
}

void ConnectionList::poll(fd_set *rd)
{
    std::list<Connection *>::iterator i = conns.begin();
    while (i != conns.end()) {
        Connection *c = *i;
        if (FD_ISSET(c->handle(), rd) && !c->onData()) {
            i = conns.erase(i);
            delete c;
        } else
            ++i;
    }
}

void ConnectionList::add(int fd)
{
    int on = 1;
    if (fd >= FD_SETSIZE) {
        ::close(fd);
        return;
    }
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, (char *)&on, sizeof(on));
    conns.push_back(new Connection(fd));
}
