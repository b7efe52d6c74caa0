/* modbus_poll.c - polls PLC registers over Modbus/TCP every 200 ms */
#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct mb {
	int      fd;
	uint16_t txid;
	uint8_t  unit;
};

static int mb_open(struct mb *m, const char *host)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *res, *ai;
	struct timeval tv = { 2, 0 };
	int on = 1;

	m->fd = -1;
	if (getaddrinfo(host, "502", &hints, &res))
		return -1;
	for (ai = res; ai; ai = ai->ai_next) {
		int s = socket(ai->ai_family, ai->ai_socktype, 0);
		if (s < 0)
			continue;
		setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
		if (connect(s, ai->ai_addr, ai->ai_addrlen) == 0) {
			m->fd = s;
			break;
		}
		close(s);
	}
	freeaddrinfo(res);
	return m->fd < 0 ? -1 : 0;
}

static int full_read(int fd, uint8_t *p, size_t n)
{
	while (n) {
		ssize_t r = recv(fd, p, n, 0);
		if (r <= 0)
			return -1;
		p += r;
		n -= r;
	}
	return 0;
}

static int mb_read_regs(struct mb *m, uint16_t addr, uint16_t cnt, uint8_t *out)
{
	uint8_t mbap[7] = { m->txid >> 8, m->txid & 255, 0, 0, 0, 6, m->unit };
	uint8_t pdu[5] = { 3, addr >> 8, addr & 255, cnt >> 8, cnt & 255 };
	uint8_t h[9];

	m->txid++;
	if (send(m->fd, mbap, sizeof mbap, MSG_NOSIGNAL) != sizeof mbap)
		return -1;
	if (send(m->fd, pdu, sizeof pdu, MSG_NOSIGNAL) != sizeof pdu)
		return -1;
	if (full_read(m->fd, h, 9) || h[7] != 3 || h[8] != 2 * cnt)
		return -1;
	return full_read(m->fd, out, h[8]);
}

int main(int argc, char **argv)
{
	struct mb m = { .unit = 1 };
	uint8_t regs[250];

	if (argc < 2)
		return 2;
	for (;;) {
		if (mb_open(&m, argv[1])) {
			sleep(5);
			continue;
		}
		while (mb_read_regs(&m, 0x100, 12, regs) == 0) {
			printf("temp=%d\n", regs[0] << 8 | regs[1]);
			usleep(200000);
		}
		fprintf(stderr, "plc: lost, reconnecting\n");
		close(m.fd);
		sleep(1);
	}
}
