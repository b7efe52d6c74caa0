#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>
#include <arpa/inet.h>

namespace maps {

struct Closer {
    int fd = -1;
    ~Closer() { if (fd >= 0) ::close(fd); }
};

[[noreturn]] inline void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

/// Ships a whole tile archive (1 to 6 GB) to an edge node overseas.
class ArchiveSender {
public:
    ArchiveSender(const sockaddr_in& edge)
    {
        s_.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (s_.fd < 0)
            fail("socket");
        option(SO_SNDBUF, 16 * 1024);
        option(SO_KEEPALIVE, 1);
        timeval tv{30, 0};
        if (::setsockopt(s_.fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) ||
            ::setsockopt(s_.fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv))
            fail("timeouts");
        if (::connect(s_.fd, reinterpret_cast<const sockaddr*>(&edge), sizeof edge))
            fail("connect");
    }

    std::uint64_t send(const std::string& path)
    {
        Closer f{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
        struct stat st;
        if (f.fd < 0 || ::fstat(f.fd, &st))
            fail(path.c_str());

        std::string head = "TILES " + std::to_string(st.st_size) + "\n";
        put(head, MSG_MORE);
        off_t off = 0;
        while (off < st.st_size) {
            const auto want = static_cast<size_t>(std::min<off_t>(st.st_size - off, 1 << 30));
            const ssize_t n = ::sendfile(s_.fd, f.fd, &off, want);
            if (n < 0 && errno != EINTR)
                fail("sendfile");
            if (n == 0)
                throw std::runtime_error(path + " shrank");
        }
        char verdict = 0;
        if (::recv(s_.fd, &verdict, 1, 0) != 1 || verdict != '+')
            throw std::runtime_error("edge did not confirm");
        return static_cast<std::uint64_t>(off);
    }

private:
    void option(int name, int value)
    {
        if (::setsockopt(s_.fd, SOL_SOCKET, name, &value, sizeof value))
            fail("setsockopt");
    }

    void put(std::string_view v, int flags)
    {
        while (!v.empty()) {
            const ssize_t n = ::send(s_.fd, v.data(), v.size(), MSG_NOSIGNAL | flags);
            if (n < 0 && errno != EINTR)
                fail("send");
            if (n > 0)
                v.remove_prefix(static_cast<size_t>(n));
        }
    }

    Closer s_;
};

} // namespace maps
