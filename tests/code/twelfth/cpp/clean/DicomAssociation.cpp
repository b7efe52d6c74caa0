// Thread per association. Modalities (CT, MR) open at most a handful.
class SocketHolder {
public:
    explicit SocketHolder(SOCKET_T s) : m_s(s) {}
    ~SocketHolder() { if (m_s >= 0) ::close(m_s); }
    SocketHolder(const SocketHolder&) = delete;
    SocketHolder& operator=(const SocketHolder&) = delete;
    SOCKET_T raw() const { return m_s; }
private:
    SOCKET_T m_s;
};

static void ReadExactly(SOCKET_T s, uint8_t* dst, size_t want)
{
    size_t have = 0;
    while (have < want) {
        ssize_t r = ::recv(s, dst + have, want - have, 0);
        if (r == 0) throw AssociationClosed();
        if (r < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN) throw DicomTimeout("ARTIM expired");
            throw DicomIoError(errno);
        }
        have += r;
    }
}

static void WriteExactly(SOCKET_T s, const std::vector<uint8_t>& pdu)
{
    size_t off = 0;
    while (off < pdu.size()) {
        ssize_t w = ::send(s, pdu.data() + off, pdu.size() - off, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR) continue;
        if (w < 0) throw DicomIoError(errno);
        off += w;
    }
}

void RunAssociation(SOCKET_T s, ImageStore& store)
{
    SocketHolder holder(s);
    try {
        struct timeval artim = { 30, 0 };
        if (setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &artim, sizeof artim) != 0 ||
            setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &artim, sizeof artim) != 0)
            throw DicomIoError(errno);
        int on = 1;
        setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

        bool bOpen = true;
        while (bOpen) {
            uint8_t hdr[6];
            ReadExactly(s, hdr, sizeof hdr);
            uint32_t len = LoadBE32(hdr + 2);
            if (len > kMaxPdu) throw DicomProtocolError("PDU too long");
            std::vector<uint8_t> body(len);
            ReadExactly(s, body.data(), body.size());
            switch (hdr[0]) {
            case PDU_ASSOC_RQ:   WriteExactly(s, BuildAssocAccept(body)); break;
            case PDU_DATA:       WriteExactly(s, store.Handle(body)); break;
            case PDU_RELEASE_RQ: WriteExactly(s, BuildReleaseReply()); bOpen = false; break;
            default:             bOpen = false; break;
            }
        }
    } catch (const AssociationClosed&) {
        Log(LV_INFO, "peer ended the association");
    } catch (const std::exception& ex) {
        Log(LV_WARN, "association aborted: %s", ex.what());
    }
}

void Listener::Loop()
{
    while (!m_stop) {
        SOCKET_T s = ::accept(m_listen, nullptr, nullptr);
        if (s < 0) {
            if (errno != EINTR) std::this_thread::sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        try {
            std::thread(RunAssociation, s, std::ref(m_store)).detach();
        } catch (const std::system_error& e) {
            Log(LV_ERROR, "no thread for association: %s", e.what());
            ::close(s);
        }
    }
}
