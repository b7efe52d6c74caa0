// session map by id, shared_ptr, with kick from admin
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <sys/socket.h>
#include <unistd.h>
class Session {
public:
    Session(int fd, int id) : fd_(fd), id_(id) {}
    ~Session() { ::close(fd_); }
    Session(const Session&) = delete;
    void run();
    void stop() { ::shutdown(fd_, SHUT_RDWR); }
    int id() const { return id_; }
private:
    int fd_, id_;
};
class Registry {
public:
    std::shared_ptr<Session> add(int fd) {
        std::lock_guard<std::mutex> g(m_);
        auto s = std::make_shared<Session>(fd, ++last_);
        all_[s->id()] = s;
        return s;
    }
    void remove(int id) {
        std::lock_guard<std::mutex> g(m_);
        all_.erase(id);
    }
    bool kick(int id) {
        std::lock_guard<std::mutex> g(m_);
        auto it = all_.find(id);
        if (it == all_.end()) return false;
        it->second->stop();
        return true;
    }
private:
    std::mutex m_;
    std::map<int, std::shared_ptr<Session>> all_;
    int last_ = 0;
};
void Session::run()
{
    char b[512];
    for (;;) {
        ssize_t n = ::recv(fd_, b, sizeof b, 0);
        if (n <= 0) break;
        if (::send(fd_, b, n, MSG_NOSIGNAL) < 0) break;
    }
}
void serve(int l, Registry& r)
{
    for (;;) {
        int fd = ::accept(l, nullptr, nullptr);
        if (fd < 0) { ::usleep(50000); continue; }
        auto s = r.add(fd);
        std::thread([s, &r] { s->run(); r.remove(s->id()); }).detach();
    }
}
