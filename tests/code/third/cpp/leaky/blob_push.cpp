#include "blob_push.h"

namespace backup {

constexpr int kSendBuffer = 4 * 1024;

Fd connectTo(const Endpoint& ep)
{
    Fd fd{::socket(ep.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!fd)
        throwErrno("socket");
    if (::setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer) != 0)
        throwErrno("SO_SNDBUF");
    const timeval tv{30, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    if (::connect(fd.get(), ep.addr(), ep.len()) != 0)
        throwErrno("connect " + ep.str());
    return fd;
}

std::uint64_t pushBlob(const Endpoint& ep, std::istream& in)
{
    Fd fd = connectTo(ep);          // Fd closes in its destructor
    std::vector<char> chunk(256 * 1024);
    std::uint64_t total = 0;
    while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
        const char* p = chunk.data();
        std::size_t left = in.gcount();
        while (left > 0) {
            ssize_t n = ::send(fd.get(), p, left, MSG_NOSIGNAL);
            if (n < 0) {
                if (errno == EINTR) continue;
                throwErrno("send");
            }
            p += n;
            left -= n;
            total += n;
        }
    }
    ::shutdown(fd.get(), SHUT_WR);
    awaitReceipt(fd.get(), total);
    return total;
}

} // namespace backup
