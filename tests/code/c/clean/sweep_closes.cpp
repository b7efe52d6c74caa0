#include <cerrno>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct Visitor {
	std::string said;
	std::chrono::steady_clock::time_point at;
};

class Hall {
	using Visitors = std::map<int, std::unique_ptr<Visitor>>;

public:
	explicit Hall(int ep) : ep_(ep) {}

	void readable(int fd)
	{
		const auto it = visitors_.find(fd);
		char b[300];

		if (it == visitors_.end())
			return;
		const ssize_t n = ::recv(fd, b, sizeof b, MSG_DONTWAIT);
		if (n > 0) {
			it->second->said.assign(b, n);
			it->second->at = std::chrono::steady_clock::now();
		} else if (n == 0 || errno != EAGAIN) {
			::close(it->first);
			visitors_.erase(it);
		}
	}

	void sweep(std::chrono::steady_clock::time_point before)
	{
		for (auto it = visitors_.begin(); it != visitors_.end();) {
			if (it->second->at > before) {
				++it;
				continue;
			}
			::epoll_ctl(ep_, EPOLL_CTL_DEL, it->first, nullptr);
			::close(it->first);
			it = visitors_.erase(it);
		}
	}

private:
	int ep_;
	Visitors visitors_;
};
