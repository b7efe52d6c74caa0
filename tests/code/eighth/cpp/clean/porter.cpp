#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// The porter accepts on port 25 as root and passes each connection to the unprivileged filter over a
// SOCK_SEQPACKET pair. After sendmsg() the kernel has a reference of its own, ours is closed either way.

namespace porter {

enum class Pass { done, busy, dead };

Pass passOn(int channel, int conn, std::string_view peer) {
    char note[128] = {};
    std::memcpy(note, peer.data(), std::min(peer.size(), sizeof note - 1));
    iovec iov{note, sizeof note};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> ctl{};
    msghdr m{};
    m.msg_iov = &iov;
    m.msg_iovlen = 1;
    m.msg_control = ctl.data();
    m.msg_controllen = ctl.size();
    cmsghdr* c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(c), &conn, sizeof conn);
    for (;;) {
        if (::sendmsg(channel, &m, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return Pass::done;
        if (errno == EINTR) continue;
        return errno == EAGAIN ? Pass::busy : Pass::dead;
    }
}

// SMTP: the server speaks first, so nothing of the client's is lost by turning it away here
void turnAway(int conn) {
    static constexpr std::string_view text = "421 mx3.postille.example busy, try again later\r\n";
    (void)::send(conn, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(conn, SHUT_WR);
}

int run(int listener, int channel) {
    for (;;) {
        sockaddr_storage from{};
        socklen_t len = sizeof from;
        const int conn = ::accept4(listener, reinterpret_cast<sockaddr*>(&from), &len, SOCK_CLOEXEC);
        if (conn < 0) {
            switch (errno) {
            case EINTR: case ECONNABORTED: case EPROTO:
                continue;
            case EMFILE: case ENFILE: case ENOBUFS: case ENOMEM:
                std::cerr << "accept: " << std::strerror(errno) << ", resting\n";
                ::usleep(100'000);
                continue;
            default:
                return errno;
            }
        }
        const Pass p = passOn(channel, conn, from.ss_family == AF_INET6 ? "v6" : "v4");
        if (p == Pass::busy) turnAway(conn);
        ::close(conn);
        if (p == Pass::dead) return EPIPE;
    }
}

}  // namespace porter
