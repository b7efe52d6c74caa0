/* systemd socket activation, SOCK_SEQPACKET peers pass fds; plus an eventfd wake-up */
#include <sys/eventfd.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/socket.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <errno.h>
struct src { int fd; void (*on)(struct src *, uint32_t); };
struct peer { struct src s; size_t in; char buf[1024]; struct peer *next; };
static int ep, stop;
static struct peer *peers;
static void on_wake(struct src *s, uint32_t ev)
{
	uint64_t n;
	(void)ev;
	if (read(s->fd, &n, sizeof n) != sizeof n)
		return;
}
static void on_signal(struct src *s, uint32_t ev)
{
	struct signalfd_siginfo si;
	(void)ev;
	if (read(s->fd, &si, sizeof si) == sizeof si)
		stop = 1;
}
static void on_tick(struct src *s, uint32_t ev)
{
	uint64_t n;
	ssize_t r = read(s->fd, &n, sizeof n);
	(void)ev;
	if (r < 0 && errno != EAGAIN)
		abort();
}
static void peer_end(struct peer *p)
{
	for (struct peer **at = &peers; *at; at = &(*at)->next)
		if (*at == p) {
			*at = p->next;
			break;
		}
	epoll_ctl(ep, EPOLL_CTL_DEL, p->s.fd, NULL);
	close(p->s.fd);
	free(p);
}
static void on_peer(struct src *s, uint32_t ev)
{
	struct peer *p = (struct peer *)s;
	ssize_t n;
	if (ev & (EPOLLHUP | EPOLLERR)) {
		peer_end(p);
		return;
	}
	n = recv(s->fd, p->buf + p->in, sizeof p->buf - p->in, 0);
	if (n <= 0) {
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		peer_end(p);
		return;
	}
	p->in = 0;
}
static void on_door(struct src *s, uint32_t ev)
{
	struct peer *p;
	struct epoll_event e;
	int fd = accept4(s->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	(void)ev;
	if (fd < 0)
		return;
	if (!(p = calloc(1, sizeof *p))) {
		close(fd);
		return;
	}
	p->s = (struct src){ fd, on_peer };
	p->next = peers;
	peers = p;
	e = (struct epoll_event){ .events = EPOLLIN, .data.ptr = &p->s };
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) < 0)
		peer_end(p);
}
static void add(struct src *s)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = s };
	if (epoll_ctl(ep, EPOLL_CTL_ADD, s->fd, &e) < 0)
		abort();
}
int run(int listen_fd, int wake_fd)
{
	sigset_t set;
	struct src door = { listen_fd, on_door }, wake = { wake_fd, on_wake }, sig, tick;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sig = (struct src){ signalfd(-1, &set, SFD_NONBLOCK), on_signal };
	tick = (struct src){ timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), on_tick };
	ep = epoll_create1(0);
	add(&door); add(&wake); add(&sig); add(&tick);
	while (!stop) {
		struct epoll_event ev[16];
		int n = epoll_wait(ep, ev, 16, -1);
		for (int i = 0; i < n; i++) {
			struct src *s = ev[i].data.ptr;
			s->on(s, ev[i].events);
		}
	}
	while (peers)
		peer_end(peers);
	close(sig.fd);
	close(tick.fd);
	close(ep);
	return 0;
}
