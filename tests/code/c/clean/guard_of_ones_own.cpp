#include <cerrno>
#include <functional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

struct on_leaving {
	std::function<void()> what;
	~on_leaving() { what(); }
};

void booth(int fd)
{
	on_leaving bye{ [fd] { ::close(fd); } };
	char buf[200];

	for (;;) {
		ssize_t n = ::recv(fd, buf, sizeof buf, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		if (::send(fd, buf, n, MSG_NOSIGNAL) != n)
			return;
	}
}
