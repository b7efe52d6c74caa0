#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <unistd.h>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>
#include <iostream>

namespace pricing {

// End-of-day price file goes to every branch office, one connection each.
class BranchUpload {
public:
    explicit BranchUpload(const sockaddr_in& office) : office_(office) {}
    ~BranchUpload() { hangUp(); }
    BranchUpload(const BranchUpload&) = delete;

    bool open() {
        fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
        if (fd_ < 0) return false;
        timeval tv{15, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&office_), sizeof office_) == 0)
            return true;
        hangUp();
        return false;
    }

    bool push(std::string_view data) {
        while (!data.empty()) {
            ssize_t n = ::send(fd_, data.data(), data.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            data.remove_prefix(static_cast<size_t>(n));
        }
        return true;
    }

private:
    void hangUp() {
        if (fd_ < 0) return;
        // ops asked us to get rid of the TIME_WAIT entries on the batch host
        struct linger lg{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &lg, sizeof lg);
        ::close(fd_);
        fd_ = -1;
    }

    sockaddr_in office_;
    int fd_ = -1;
};

int publishAll(const std::vector<sockaddr_in>& offices, const std::string& file) {
    int failed = 0;
    for (const auto& o : offices) {
        BranchUpload up(o);
        if (!up.open() || !up.push(file)) {
            ++failed;
            std::cerr << "office port " << ntohs(o.sin_port) << " not updated\n";
        }
    }
    return failed;
}

}  // namespace pricing
