class SocketHandler {
public:
    SocketHandler(Reactor& r, SOCKET s) : reactor_(r), s_(s)
    {
        BOOL on = TRUE;
        ::setsockopt(s_, SOL_SOCKET, SO_KEEPALIVE, reinterpret_cast<const char*>(&on), sizeof(on));
        reactor_.registerRead(s_, this);
    }

    virtual ~SocketHandler()
    {
        reactor_.unregister(s_);
        ::closesocket(s_);
    }

    int handleInput()
    {
        char buf[4096];
        const int n = ::recv(s_, buf, sizeof(buf), 0);
        if (n > 0) {
            onData(buf, n);
            return 0;
        }
        if (n < 0 && ::WSAGetLastError() == WSAEWOULDBLOCK)
            return 0;
        onGone();
        return -1;      // the reactor deletes a handler that returns -1
    }

protected:
    virtual void onData(const char* p, int n) = 0;
    virtual void onGone() {}

private:
    Reactor& reactor_;
    SOCKET   s_;
};

void Reactor::dispatch(SOCKET s)
{
    std::map<SOCKET, SocketHandler*>::iterator it = handlers_.find(s);
    if (it != handlers_.end() && it->second->handleInput() < 0)
        delete it->second;
}
