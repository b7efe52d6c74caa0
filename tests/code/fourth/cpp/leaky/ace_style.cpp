// based on the house framework of 2003
class CFeedHandler : public CEventHandler
{
public:
    CFeedHandler(CReactor *pReactor, SOCKET hSock)
        : m_pReactor(pReactor), m_hSock(hSock), m_nUsed(0)
    {
        m_pReactor->RegisterRead(m_hSock, this);
    }

    virtual int HandleInput();
    virtual int HandleClose();

private:
    CReactor *m_pReactor;
    SOCKET    m_hSock;
    int       m_nUsed;
    char      m_szBuf[2048];
};

int CFeedHandler::HandleInput()
{
    int n = recv(m_hSock, m_szBuf + m_nUsed, sizeof(m_szBuf) - m_nUsed, 0);
    if (n == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK)
        return 0;
    if (n <= 0)
        return HandleClose();
    m_nUsed += n;
    if (m_nUsed == sizeof(m_szBuf))
    {
        CFeedStore::Instance()->Append(m_szBuf, m_nUsed);
        m_nUsed = 0;
    }
    return 0;
}

int CFeedHandler::HandleClose()
{
    m_pReactor->Unregister(m_hSock);
    CFeedStore::Instance()->Append(m_szBuf, m_nUsed);
    delete this;
    return -1;
}

int CFeedAcceptor::HandleInput()
{
    SOCKET h = accept(m_hListen, NULL, NULL);
    if (h == INVALID_SOCKET)
        return 0;
    u_long nb = 1;
    BOOL   ka = TRUE;
    ioctlsocket(h, FIONBIO, &nb);
    setsockopt(h, SOL_SOCKET, SO_KEEPALIVE, (const char *)&ka, sizeof(ka));
    new CFeedHandler(m_pReactor, h);
    return 0;
}
