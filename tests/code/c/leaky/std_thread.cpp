#include <sys/socket.h>
#include <unistd.h>
#include <thread>
#include <cstring>

void serve(int listener)
{
	while (true) {
		int fd = accept(listener, nullptr, nullptr);
		if (fd < 0)
			continue;
		std::thread([fd] {
			char buf[512];
			ssize_t n = recv(fd, buf, sizeof buf, 0);
			if (n <= 0)
				return; // expect: close-wait-leak
			if (std::memcmp(buf, "PING", 4) != 0) {
				close(fd);
				return;
			}
			send(fd, "PONG", 4, 0);
			close(fd);
		}).detach();
	}
}
