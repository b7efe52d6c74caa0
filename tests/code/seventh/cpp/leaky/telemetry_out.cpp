#include <sys/socket.h>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

// Race car telemetry to the pit wall. The socket comes connected and
// O_NONBLOCK from the radio layer; the vehicle loop must never be held up.

struct Sample {
    uint32_t t_ms;
    uint16_t channel;
    int16_t value;
};

class PitLink {
public:
    explicit PitLink(int fd) : fd_(fd) { batch_.reserve(kBatch); }
    ~PitLink() {
        if (fd_ != -1) ::close(fd_);
    }
    PitLink(PitLink &&o) noexcept : fd_(o.fd_), batch_(std::move(o.batch_)), seq_(o.seq_) { o.fd_ = -1; }
    PitLink &operator=(PitLink &&) = delete;

    void push(const Sample &s) {
        batch_.push_back(s);
        if (batch_.size() == kBatch) flush();
    }

    bool alive() const { return fd_ != -1; }

    void flush() {
        if (batch_.empty() || fd_ == -1) return;
        std::string frame;
        frame.reserve(8 + batch_.size() * sizeof(Sample));
        append(frame, ++seq_);
        append(frame, static_cast<uint32_t>(batch_.size()));
        for (const auto &s : batch_) append(frame, s);
        ::send(fd_, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        batch_.clear();
    }

    // called at 1 Hz by the supervisor
    void checkPeer() {
        char c;
        ssize_t n = fd_ == -1 ? -1 : ::recv(fd_, &c, 1, MSG_DONTWAIT | MSG_PEEK);
        if (n == 0 || (n < 0 && errno != EAGAIN && fd_ != -1)) {
            std::cerr << "pit wall gone after frame " << seq_ << "\n";
            ::close(fd_);
            fd_ = -1;
        } else if (n > 0) {
            char ack[256];
            (void)!::read(fd_, ack, sizeof ack);
        }
    }

private:
    static constexpr size_t kBatch = 1000;

    template <class T>
    static void append(std::string &out, const T &v) {
        out.append(reinterpret_cast<const char *>(&v), sizeof v);
    }

    int fd_;
    std::vector<Sample> batch_;
    uint32_t seq_ = 0;
};
