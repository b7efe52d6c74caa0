/* ledger_rpc.c: binary request/response with the booking core */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

struct rpc_hdr { uint32_t len; uint16_t op; uint16_t seq; };

static int put(int s, const void *v, size_t n)
{
	const char *p = v;
	while (n > 0) {
		ssize_t w = send(s, p, n, MSG_NOSIGNAL);
		if (w <= 0) return -1;
		p += w; n -= w;
	}
	return 0;
}

static int get(int s, void *v, size_t n)
{
	char *p = v;
	while (n > 0) {
		ssize_t r = recv(s, p, n, 0);
		if (r <= 0) return -1;
		p += r; n -= r;
	}
	return 0;
}

int ledger_open(const struct sockaddr_in *core)
{
	struct timeval tv = { 5, 0 };
	int s = socket(AF_INET, SOCK_STREAM, 0);
	if (s < 0) return -1;
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	if (connect(s, (const struct sockaddr *)core, sizeof *core) < 0) {
		close(s);
		return -1;
	}
	return s;
}

/* one booking; the caller closes s when this fails */
int ledger_call(int s, uint16_t op, uint16_t seq, const void *req, uint32_t reqlen,
		void *rsp, uint32_t rspmax)
{
	struct rpc_hdr h = { htonl(reqlen), htons(op), htons(seq) };
	uint32_t n;

	if (put(s, &h, sizeof h) < 0)
		return -1;
	if (put(s, req, reqlen) < 0)
		return -1;
	if (get(s, &h, sizeof h) < 0)
		return -1;
	n = ntohl(h.len);
	if (n > rspmax || ntohs(h.seq) != seq)
		return -1;
	return get(s, rsp, n) < 0 ? -1 : (int)n;
}
