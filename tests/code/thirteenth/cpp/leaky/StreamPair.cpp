/* Old CORBA-era billing mediation, ported to plain sockets in 2009.
   The parser wants two FILE*, one per direction. */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

class CMediationStream
{
public:
    CMediationStream() : m_pIn(NULL), m_nWriteFd(-1) {}
    ~CMediationStream() { Close(); }

    bool Attach(int nSocket)   // takes over nSocket (timeouts set by the acceptor)
    {
        m_nWriteFd = dup(nSocket);
        if (m_nWriteFd < 0)
        {
            close(nSocket);
            return false;
        }
        m_pIn = fdopen(nSocket, "r");
        if (m_pIn == NULL)
        {
            close(m_nWriteFd);
            m_nWriteFd = -1;
            close(nSocket);
            return false;
        }
        return true;
    }

    bool ReadRecord(std::string& strRec)
    {
        char szLine[2048];
        if (m_pIn == NULL || fgets(szLine, sizeof(szLine), m_pIn) == NULL)
            return false;
        strRec.assign(szLine, strcspn(szLine, "\r\n"));
        return true;
    }

    bool Acknowledge(unsigned long ulSeq)
    {
        char szAck[32];
        int nLen = sprintf(szAck, "ACK %lu\n", ulSeq);
        return write(m_nWriteFd, szAck, nLen) == nLen;
    }

    void Close()
    {
        if (m_pIn != NULL)
        {
            fclose(m_pIn);
            m_pIn = NULL;
        }
        m_nWriteFd = -1;
    }

private:
    CMediationStream(const CMediationStream&);
    CMediationStream& operator=(const CMediationStream&);

    FILE* m_pIn;
    int   m_nWriteFd;
};

extern bool StoreCdr(const std::string& strRec);

void MediateConnection(int nSocket)
{
    CMediationStream stream;
    std::string strRec;
    unsigned long ulSeq = 0;

    if (!stream.Attach(nSocket))
        return;
    while (stream.ReadRecord(strRec))
    {
        if (!StoreCdr(strRec) || !stream.Acknowledge(++ulSeq))
            break;
    }
}
