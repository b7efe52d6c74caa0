#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct modem {
	FILE *in, *out;
};

int
modem_open(struct modem *m, const struct sockaddr *sa, socklen_t len)
{
	int fd = socket(sa->sa_family, SOCK_STREAM, 0), copy;

	if (fd < 0)
		return -1;
	if (connect(fd, sa, len) < 0 || (copy = dup(fd)) < 0) {
		close(fd);
		return -1;
	}
	m->in = fdopen(fd, "r");
	m->out = fdopen(copy, "w");
	if (!m->in || !m->out)
		abort();
	return 0;
}

int
modem_ask(struct modem *m, const char *what, char *answer, int n)
{
	fprintf(m->out, "%s\r\n", what);
	if (fflush(m->out) != 0 || !fgets(answer, n, m->in))
		return -1;
	return 0;
}

void
modem_close(struct modem *m)
{
	fputs("ATH\r\n", m->out);
	fclose(m->in); /* expect: close-wait-leak */
	m->in = m->out = NULL;
}
