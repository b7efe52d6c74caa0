/* state machine with explicit states and a free list */
#include <sys/socket.h>
#include <poll.h>
#include <unistd.h>
#include <errno.h>
#include <string.h>
enum st { FREE, HEAD, BODY, ANSWER, LINGER };
struct c { enum st st; int fd; size_t n, want; char buf[8192]; long deadline; };
#define MAX 200
static struct c cs[MAX];
static void drop(struct c *c)
{
	close(c->fd);
	memset(c, 0, sizeof *c);
	c->fd = -1;
}
static struct c *fresh(void)
{
	for (int i = 0; i < MAX; i++)
		if (cs[i].st == FREE)
			return &cs[i];
	return NULL;
}
void admit(int l, long now)
{
	struct c *c;
	int fd = accept4(l, NULL, NULL, SOCK_NONBLOCK);
	if (fd < 0)
		return;
	c = fresh();
	if (!c) {
		close(fd);
		return;
	}
	c->st = HEAD;
	c->fd = fd;
	c->deadline = now + 30;
}
static int step(struct c *c)
{
	ssize_t n;
	switch (c->st) {
	case HEAD:
	case BODY:
		n = recv(c->fd, c->buf + c->n, sizeof c->buf - c->n, 0);
		if (n == 0)
			return -1;
		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -1;
		c->n += n;
		if (c->n == sizeof c->buf)
			return -1;
		if (memchr(c->buf, '\n', c->n))
			c->st = ANSWER;
		return 0;
	case ANSWER:
		n = send(c->fd, c->buf, c->n, MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN ? 0 : -1;
		memmove(c->buf, c->buf + n, c->n - n);
		c->n -= n;
		if (!c->n) {
			shutdown(c->fd, SHUT_WR);
			c->st = LINGER;
		}
		return 0;
	case LINGER:
		n = recv(c->fd, c->buf, sizeof c->buf, 0);
		return n > 0 || (n < 0 && errno == EAGAIN) ? 0 : -1;
	case FREE:
		break;
	}
	return 0;
}
void turn(long now)
{
	for (int i = 0; i < MAX; i++)
		if (cs[i].st != FREE && (step(&cs[i]) < 0 || cs[i].deadline < now))
			drop(&cs[i]);
}
