// Modbus/TCP master for the bottling line. One request outstanding at a time.
class ModbusMaster {
public:
    ModbusMaster(std::string host, uint16_t port) : host_(std::move(host)), port_(port) {}
    ~ModbusMaster() { drop(); }
    ModbusMaster(const ModbusMaster&) = delete;
    ModbusMaster& operator=(const ModbusMaster&) = delete;

    std::optional<std::vector<uint16_t>> readHolding(uint8_t unit, uint16_t addr, uint16_t count) {
        if (sock_ < 0 && !dial()) return std::nullopt;
        const uint16_t tid = ++tid_;
        uint8_t mbap[7] = {hi(tid), lo(tid), 0, 0, 0, 6, unit};
        uint8_t pdu[5] = {0x03, hi(addr), lo(addr), hi(count), lo(count)};
        iovec iov[2] = {{mbap, sizeof mbap}, {pdu, sizeof pdu}};
        // 12 bytes: either all of it fits or the link is dead anyway (SIGPIPE is ignored in main)
        if (writev(sock_, iov, 2) != 12) { drop(); return std::nullopt; }

        uint8_t head[9];
        if (!readFull(head, sizeof head)) { drop(); return std::nullopt; }
        if (be16(head) != tid || head[7] != 0x03 || head[8] != count * 2) {
            spdlog::warn("{}: odd reply fc={:#x}, reconnecting", host_, head[7]);
            drop();
            return std::nullopt;
        }
        std::vector<uint8_t> raw(head[8]);
        if (!readFull(raw.data(), raw.size())) { drop(); return std::nullopt; }
        std::vector<uint16_t> regs;
        for (size_t i = 0; i + 1 < raw.size(); i += 2) regs.push_back(be16(&raw[i]));
        return regs;
    }

private:
    bool dial() {
        sockaddr_in sa{};
        sa.sin_family = AF_INET;
        sa.sin_port = htons(port_);
        if (inet_pton(AF_INET, host_.c_str(), &sa.sin_addr) != 1) return false;
        int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (s < 0) return false;
        timeval tv{2, 0};
        int on = 1;
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(s, (sockaddr*)&sa, sizeof sa) != 0) {
            spdlog::warn("{}:{} connect: {}", host_, port_, strerror(errno));
            close(s);
            return false;
        }
        sock_ = s;
        return true;
    }
    bool readFull(uint8_t* p, size_t n) {
        while (n > 0) {
            ssize_t k = recv(sock_, p, n, 0);
            if (k < 0 && errno == EINTR) continue;
            if (k <= 0) return false;
            p += k; n -= k;
        }
        return true;
    }
    void drop() { if (sock_ >= 0) { close(sock_); sock_ = -1; } }

    std::string host_;
    uint16_t port_;
    uint16_t tid_ = 0;
    int sock_ = -1;
};
