#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/tcp.h>
#include <netinet/in.h>
#include <unistd.h>
#include <cerrno>
#include <cstdint>
#include <string>
#include <unordered_map>

// Layer-4 proxy before the shards. Each Pipe has a client side and a shard side.

int connect_shard(unsigned hash);   // non-blocking, NODELAY, -1 on failure
unsigned pick_shard(int client_fd);

struct Pipe {
    int client = -1;
    int shard = -1;
    std::string to_client, to_shard;
};

class Proxy {
    int ep_;
    std::unordered_map<int, Pipe*> by_fd_;

    void arm(int fd, bool in, bool out, int op) {
        epoll_event e{};
        e.events = (in ? EPOLLIN : 0u) | (out ? EPOLLOUT : 0u);
        e.data.fd = fd;
        epoll_ctl(ep_, op, fd, &e);
    }

    void tear_down(Pipe* p) {
        by_fd_.erase(p->client);
        by_fd_.erase(p->shard);
        epoll_ctl(ep_, EPOLL_CTL_DEL, p->shard, nullptr);
        ::close(p->client);
        delete p;
    }

    static bool shift(int from, std::string& q) {
        char b[16384];
        ssize_t n = ::recv(from, b, sizeof b, 0);
        if (n > 0) { q.append(b, static_cast<size_t>(n)); return true; }
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    }

    bool drain(int to, std::string& q) {
        while (!q.empty()) {
            ssize_t n = ::send(to, q.data(), q.size(), MSG_NOSIGNAL);
            if (n < 0) {
                if (errno != EAGAIN && errno != EINTR) return false;
                break;
            }
            q.erase(0, static_cast<size_t>(n));
        }
        return true;
    }

    // stop reading one side while the other is slow, so that TCP pushes back
    void rearm(Pipe* p) {
        constexpr size_t high = 1u << 20;
        arm(p->client, p->to_shard.size() < high, !p->to_client.empty(), EPOLL_CTL_MOD);
        arm(p->shard, p->to_client.size() < high, !p->to_shard.empty(), EPOLL_CTL_MOD);
    }

public:
    explicit Proxy(int ep) : ep_(ep) {}

    void adopt(int client) {
        int shard = connect_shard(pick_shard(client));
        if (shard < 0) { ::close(client); return; }
        int one = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
        setsockopt(shard, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
        auto* p = new Pipe;
        p->client = client;
        p->shard = shard;
        by_fd_[client] = by_fd_[shard] = p;
        arm(client, true, false, EPOLL_CTL_ADD);
        arm(shard, true, true, EPOLL_CTL_ADD);
    }

    void on_event(int fd, uint32_t ev) {
        auto it = by_fd_.find(fd);
        if (it == by_fd_.end()) return;
        Pipe* p = it->second;
        bool ok = !(ev & EPOLLERR);
        if (ok && (ev & (EPOLLIN | EPOLLHUP)))
            ok = fd == p->client ? shift(fd, p->to_shard) : shift(fd, p->to_client);
        if (ok) ok = drain(p->shard, p->to_shard) && drain(p->client, p->to_client);
        if (ok) rearm(p);
        else tear_down(p);
    }
};
