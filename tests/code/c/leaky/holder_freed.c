#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct meter {
	int line;
	unsigned long pulses;
	struct meter *next;
};

static struct meter *meters;

static void
meter_gone(struct meter *m)
{
	struct meter **at = &meters;

	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	free(m); /* expect: close-wait-leak */
}

static void
meter_add(int door)
{
	int fd = accept(door, NULL, NULL);
	struct meter *m;

	if (fd < 0)
		return;
	m = calloc(1, sizeof *m);
	if (!m) {
		close(fd);
		return;
	}
	m->line = fd;
	m->next = meters;
	meters = m;
}

void
meter_turn(int door, struct pollfd *p)
{
	char c;

	if (p->revents & POLLIN)
		meter_add(door);
	for (struct meter *m = meters, *next; m; m = next) {
		ssize_t n = recv(m->line, &c, 1, MSG_DONTWAIT);

		next = m->next;
		if (n == 1)
			m->pulses++;
		else if (n == 0 || errno != EAGAIN)
			meter_gone(m);
	}
}
