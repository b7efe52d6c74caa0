#include <map>
#include <mutex>
#include <string>
#include <vector>
#include <ctime>
#include <cstdio>
#include <unistd.h>
#include <sys/socket.h>

// meeting room displays: display registers once and keeps the line, we push when a booking changes

struct Display
{
    int         sock;
    std::string room;
    time_t      lastSeen;
};

class RoomRegistry
{
public:
    ~RoomRegistry();
    void Register(int sock, const std::string &room);   // takes over sock
    void Touch(int sock);
    void Remove(int sock);
    void Push(const std::string &room, const std::string &text);
    int  ExpireSilent(int seconds);

private:
    std::mutex m_lock;
    std::map<int, Display> m_displays;
};

RoomRegistry::~RoomRegistry()
{
    for (auto &d : m_displays)
        close(d.first);
}

void RoomRegistry::Register(int sock, const std::string &room)
{
    std::lock_guard<std::mutex> g(m_lock);
    m_displays[sock] = Display{sock, room, time(nullptr)};
}

void RoomRegistry::Touch(int sock)
{
    std::lock_guard<std::mutex> g(m_lock);
    auto it = m_displays.find(sock);
    if (it != m_displays.end())
        it->second.lastSeen = time(nullptr);
}

void RoomRegistry::Remove(int sock)
{
    std::lock_guard<std::mutex> g(m_lock);
    if (m_displays.erase(sock) > 0)
        close(sock);
}

void RoomRegistry::Push(const std::string &room, const std::string &text)
{
    std::lock_guard<std::mutex> g(m_lock);
    const std::string msg = text + "\n";
    for (auto it = m_displays.begin(); it != m_displays.end();)
    {
        if (it->second.room == room &&
            send(it->first, msg.data(), msg.size(), MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)msg.size())
        {
            printf("display %s lost\n", room.c_str());
            close(it->first);
            it = m_displays.erase(it);
        }
        else
            ++it;
    }
}

int RoomRegistry::ExpireSilent(int seconds)
{
    std::lock_guard<std::mutex> g(m_lock);
    int n = 0;
    time_t limit = time(nullptr) - seconds;
    for (auto it = m_displays.begin(); it != m_displays.end();)
    {
        if (it->second.lastSeen >= limit) { ++it; continue; }
        close(it->first);
        it = m_displays.erase(it);
        n++;
    }
    return n;
}
