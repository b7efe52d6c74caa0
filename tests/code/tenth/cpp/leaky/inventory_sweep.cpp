#include <arpa/inet.h>
#include <chrono>
#include <cerrno>
#include <fstream>
#include <future>
#include <iostream>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <vector>

struct Finding {
    std::string host;
    std::string version;
};

class Probe {
public:
    explicit Probe(const std::string& ip) : ip_(ip), fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        timeval tv{8, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;
    ~Probe()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }

    Finding run()
    {
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_port = htons(9100);
        if (fd_ < 0 || ::inet_pton(AF_INET, ip_.c_str(), &a.sin_addr) != 1)
            return {ip_, "-"};
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0)
            return {ip_, "down"};
        static const char ask[] = "VERSION\r\n";
        if (::send(fd_, ask, sizeof ask - 1, MSG_NOSIGNAL) < 0)
            return {ip_, "error"};
        std::string v;
        char c;
        while (v.size() < 80 && ::recv(fd_, &c, 1, 0) == 1 && c != '\r')
            v += c;
        return {ip_, v.empty() ? "mute" : v};
    }

private:
    std::string ip_;
    int fd_;
};

// Agents of all sites, behind one NAT address: 10.0.0.0/8 as the list has it.
int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: sweep LIST\n";
        return 2;
    }
    std::ifstream list(argv[1]);
    std::vector<std::future<Finding>> running;
    for (std::string ip; std::getline(list, ip);) {
        if (ip.empty() || ip[0] == '#')
            continue;
        running.push_back(std::async(std::launch::async, [ip] { return Probe(ip).run(); }));
    }
    std::size_t up = 0;
    for (auto& f : running) {
        const Finding r = f.get();
        up += r.version != "down" && r.version != "mute";
        std::cout << r.host << '\t' << r.version << '\n';
    }
    std::cerr << up << " of " << running.size() << " agents answer\n";
    return 0;
}
