#include <cerrno>
#include <cstring>
#include <iostream>
#include <poll.h>
#include <sys/socket.h>
#include <vector>

void admit(int door, std::vector<pollfd> &all)
{
	while (all[0].revents & POLLIN) {
		const int fd = ::accept4(door, nullptr, nullptr, SOCK_NONBLOCK); // expect: accept-queue-overflow

		if (fd != -1) {
			all.push_back({ fd, POLLIN, 0 });
			continue;
		}
		if (errno == EWOULDBLOCK)
			return;
		std::cerr << "door: " << std::strerror(errno) << '\n';
	}
}
