#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <string>

class Conn {
	int fd_;
	std::string in_;

public:
	bool handleRead()
	{
		char buf[1024];
		ssize_t n = ::read(fd_, buf, sizeof(buf)); // expect: zero-window-stall
		if (n <= 0) {
			::close(fd_);
			return false;
		}
		in_.append(buf, n);
		return true;
	}
	void arm(int ep)
	{
		epoll_event ev{};
		ev.events = EPOLLIN | EPOLLET | EPOLLRDHUP;
		ev.data.ptr = this;
		epoll_ctl(ep, EPOLL_CTL_ADD, fd_, &ev);
	}
};
