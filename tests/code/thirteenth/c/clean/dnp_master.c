/* dnp_master.c - outstation polling for the water board (telemetry over TCP) */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

struct outst {
	int       fd;
	uint8_t   seq;
	uint16_t  addr;
};

int os_connect(struct outst *o, const struct sockaddr_in *sin)
{
	struct timeval tv = { 4, 0 };
	int one = 1;

	o->fd = socket(PF_INET, SOCK_STREAM, 0);
	if (o->fd == -1)
		return -1;
	(void)setsockopt(o->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	(void)setsockopt(o->fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
	(void)setsockopt(o->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	(void)setsockopt(o->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	if (connect(o->fd, (const struct sockaddr *)sin, sizeof(*sin)) == -1) {
		int e = errno;
		close(o->fd);
		o->fd = -1;
		errno = e;
		return -1;
	}
	return 0;
}

static int sendv(int fd, struct iovec *v, int nv)
{
	while (nv > 0) {
		ssize_t w = writev(fd, v, nv);
		if (w == -1 && errno == EINTR)
			continue;
		if (w <= 0)
			return -1;
		while (nv > 0 && (size_t)w >= v->iov_len) {
			w -= (ssize_t)v->iov_len;
			v++, nv--;
		}
		if (nv > 0) {
			v->iov_base = (char *)v->iov_base + w;
			v->iov_len -= (size_t)w;
		}
	}
	return 0;
}

/* one poll; on failure the connection is given up and the caller reconnects */
int os_poll(struct outst *o, void *cls, size_t ncls, uint8_t *ans, size_t *nans)
{
	uint8_t hdr[5] = { 0x05, 0x64, (uint8_t)(ncls + 2), ++o->seq, (uint8_t)o->addr };
	struct iovec v[2] = { { hdr, sizeof(hdr) }, { cls, ncls } };
	size_t have = 0, want = 3;

	if (sendv(o->fd, v, 2) == -1)
		goto bad;
	while (have < want) {
		ssize_t r = recv(o->fd, ans + have, want - have, 0);
		if (r == -1 && errno == EINTR)
			continue;
		if (r <= 0)
			goto bad;
		have += (size_t)r;
		if (have == 3 && want == 3) {
			want = 3 + ans[2];
			if (want > *nans)
				goto bad;
		}
	}
	*nans = have;
	return 0;
bad:
	close(o->fd);
	o->fd = -1;
	return -1;
}
