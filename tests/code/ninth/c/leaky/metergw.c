/*
 * metergw - concentrator for smart meters (DLMS frames over TCP, port 4059)
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_EV 128

extern void frame_feed(int meter_fd, const uint8_t *p, size_t n);
extern void meter_offline(int meter_fd);

static int epfd;

static void meter_arrived(int lfd)
{
	for (;;) {
		int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0) {
			if (errno == EMFILE || errno == ENFILE)
				usleep(50 * 1000);
			return;
		}
		int on = 1;
		setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP, .data.fd = fd };
		if (epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ev) < 0) {
			perror("epoll_ctl");
			close(fd);
		}
	}
}

static void meter_readable(int fd)
{
	uint8_t buf[2048];
	ssize_t n = recv(fd, buf, sizeof buf, 0);

	if (n > 0) {
		frame_feed(fd, buf, (size_t)n);
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;

	/* meter hung up or the radio link dropped */
	fprintf(stderr, "meter on %d gone: %s\n", fd, n ? strerror(errno) : "eof");
	meter_offline(fd);
	epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(4059) };
	int one = 1, lfd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (lfd < 0 || bind(lfd, (struct sockaddr *)&a, sizeof a) || listen(lfd, 1024)) {
		perror("listen");
		return 1;
	}
	epfd = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event le = { .events = EPOLLIN, .data.fd = lfd };
	epoll_ctl(epfd, EPOLL_CTL_ADD, lfd, &le);

	struct epoll_event evs[MAX_EV];
	for (;;) {
		int n = epoll_wait(epfd, evs, MAX_EV, -1);
		for (int i = 0; i < n; i++) {
			if (evs[i].data.fd == lfd)
				meter_arrived(lfd);
			else
				meter_readable(evs[i].data.fd);
		}
	}
}
