#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listener.hpp"

int Listener::next()
{
	const int fd = ::accept(_listening, nullptr, nullptr);

	if (fd == no_fd) {
		_log.line("accept failed");
		return no_fd;
	}
	int one = 1;
	::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

void Listener::turn()
{
	int fd = next();

	if (fd == no_fd)
		return;
	_current = fd;
	_greeting.read(_page, sizeof _page);
	if (_filter->accept(_page))
		serve(_current);
}
