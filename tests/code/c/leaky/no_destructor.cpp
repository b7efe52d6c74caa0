#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <map>
#include <memory>
#include <string>

class Connection {
public:
	explicit Connection(int fd) : fd_(fd) {}
	~Connection() { buffer_.clear(); }
	bool onReadable()
	{
		char chunk[4096];
		ssize_t n = ::recv(fd_, chunk, sizeof chunk, 0);
		if (n <= 0)
			return false;
		buffer_.append(chunk, n);
		return true;
	}
	int fd() const { return fd_; }

private:
	int fd_;
	std::string buffer_;
};

class Server {
	std::map<int, std::unique_ptr<Connection>> conns_;
	int ep_;

public:
	void onEvent(const epoll_event &ev)
	{
		auto it = conns_.find(ev.data.fd);
		if (it == conns_.end())
			return;
		if (!it->second->onReadable()) {
			epoll_ctl(ep_, EPOLL_CTL_DEL, ev.data.fd, nullptr);
			conns_.erase(it); // expect: close-wait-leak
		}
	}
};
