#include <poll.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <string>
#include <unordered_map>
#include <vector>
#include <cstdio>

class LobbyServer {
public:
    explicit LobbyServer(int listenFd) : m_listen(listenFd) {}
    void Tick();

private:
    struct Player {
        std::string name;
        std::string inbox;
        int room = 0;
    };

    void OnNewPlayer();
    bool OnPlayerData(int fd, Player& p);
    void OnCommand(int fd, Player& p, const std::string& cmd);   // LobbyCommands.cpp

    int m_listen;
    std::unordered_map<int, Player> m_players;
};

void LobbyServer::OnNewPlayer() {
    int fd = accept(m_listen, nullptr, nullptr);
    if (fd < 0) {
        if (errno == EMFILE) usleep(50000);
        return;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    m_players.emplace(fd, Player{});
}

bool LobbyServer::OnPlayerData(int fd, Player& p) {
    char tmp[2048];
    ssize_t n = recv(fd, tmp, sizeof(tmp), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (n <= 0) return false;
    p.inbox.append(tmp, n);
    size_t nl;
    while ((nl = p.inbox.find('\n')) != std::string::npos) {
        OnCommand(fd, p, p.inbox.substr(0, nl));
        p.inbox.erase(0, nl + 1);
    }
    return p.inbox.size() < 8192;
}

void LobbyServer::Tick() {
    std::vector<pollfd> fds;
    fds.push_back({m_listen, POLLIN, 0});
    for (auto& kv : m_players) fds.push_back({kv.first, POLLIN, 0});

    if (poll(fds.data(), fds.size(), 33) <= 0) return;

    for (size_t i = 1; i < fds.size(); ++i) {
        if (!fds[i].revents) continue;
        auto it = m_players.find(fds[i].fd);
        if (it == m_players.end()) continue;
        if (!OnPlayerData(it->first, it->second)) {
            printf("player '%s' left room %d\n", it->second.name.c_str(), it->second.room);
            m_players.erase(it);
        }
    }
    if (fds[0].revents & POLLIN) OnNewPlayer();
}
