#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <map>
#include <memory>
#include <string>

class Connection {
public:
	explicit Connection(int fd) : fd_(fd) {}
	~Connection() { if (fd_ >= 0) ::close(fd_); }
	Connection(const Connection &) = delete;
	bool onReadable()
	{
		char chunk[4096];
		ssize_t n = ::recv(fd_, chunk, sizeof chunk, 0);
		if (n <= 0)
			return false;
		buffer_.append(chunk, n);
		return true;
	}

private:
	int fd_;
	std::string buffer_;
};

class Server {
	std::map<int, std::unique_ptr<Connection>> conns_;
	int ep_;

public:
	void onAccept(int lfd)
	{
		int fd = ::accept4(lfd, nullptr, nullptr, SOCK_NONBLOCK);
		if (fd < 0)
			return;
		conns_[fd] = std::make_unique<Connection>(fd);
		epoll_event ev{};
		ev.events = EPOLLIN;
		ev.data.fd = fd;
		epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &ev);
	}
	void onEvent(const epoll_event &ev)
	{
		auto it = conns_.find(ev.data.fd);
		if (it == conns_.end())
			return;
		if (!it->second->onReadable())
			conns_.erase(it);
	}
};
