#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>
#include <stdexcept>

static constexpr int kBacklog = 5;

int listenOn(uint16_t port)
{
	int fd = ::socket(AF_INET, SOCK_STREAM, 0);
	sockaddr_in a{};
	a.sin_family = AF_INET;
	a.sin_port = htons(port);
	if (::bind(fd, (sockaddr *)&a, sizeof a) < 0) {
		::close(fd);
		throw std::runtime_error("bind");
	}
	::listen(fd, kBacklog); // expect: accept-queue-overflow
	return fd;
}
