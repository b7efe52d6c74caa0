/* quote service client: 4 byte length, then the query; answer framed the same */
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

struct quote_cli { struct sockaddr_in peer; int fd; };

void quote_init(struct quote_cli *q, const struct sockaddr_in *peer) { q->peer = *peer; q->fd = -1; }

static void quote_reset(struct quote_cli *q)
{
	if (q->fd >= 0)
		close(q->fd);
	q->fd = -1;
}

static int quote_ready(struct quote_cli *q)
{
	int one = 1;
	struct timeval tv = { 2, 0 };

	if (q->fd >= 0)
		return 0;
	q->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (q->fd < 0)
		return -1;
	setsockopt(q->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(q->fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
	setsockopt(q->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(q->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	if (connect(q->fd, (struct sockaddr *)&q->peer, sizeof q->peer) == 0)
		return 0;
	quote_reset(q);
	return -1;
}

static int full(int fd, char *p, size_t n, int out)
{
	while (n) {
		ssize_t k = out ? send(fd, p, n, MSG_NOSIGNAL) : recv(fd, p, n, 0);
		if (k <= 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

int quote_ask(struct quote_cli *q, char *query, uint32_t len, char *ans, uint32_t cap)
{
	uint32_t be = htonl(len);

	if (quote_ready(q))
		return -1;
	if (full(q->fd, (char *)&be, 4, 1) || full(q->fd, query, len, 1) ||
	    full(q->fd, (char *)&be, 4, 0))
		goto broken;
	len = ntohl(be);
	if (len > cap || full(q->fd, ans, len, 0))
		goto broken;
	return (int)len;
broken:
	quote_reset(q);
	return -1;
}
