/* ftp-like data connection: passive socket with backlog 1 */
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>
#include <poll.h>
#include <stdio.h>
static int passive(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s < 0)
		return -1;
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, 1) < 0 || getsockname(s, (struct sockaddr *)&a, &len) < 0) {
		close(s);
		return -1;
	}
	*port = ntohs(a.sin_port);
	return s;
}
int retrieve(FILE *ctl, FILE *file)
{
	int port, s = passive(&port), d;
	char buf[16384];
	size_t n;
	struct pollfd p;
	if (s < 0) {
		fprintf(ctl, "425 no data connection\r\n");
		return -1;
	}
	fprintf(ctl, "227 port %d\r\n", port);
	fflush(ctl);
	p = (struct pollfd){ .fd = s, .events = POLLIN };
	if (poll(&p, 1, 30000) != 1) {
		close(s);
		fprintf(ctl, "425 nobody came\r\n");
		return -1;
	}
	d = accept(s, NULL, NULL);
	close(s);
	if (d < 0)
		return -1;
	while ((n = fread(buf, 1, sizeof buf, file)) > 0) {
		size_t off = 0;
		while (off < n) {
			ssize_t w = send(d, buf + off, n - off, MSG_NOSIGNAL);
			if (w < 0) {
				close(d);
				fprintf(ctl, "426 aborted\r\n");
				return -1;
			}
			off += w;
		}
	}
	shutdown(d, SHUT_WR);
	while (recv(d, buf, sizeof buf, 0) > 0)
		;
	close(d);
	fprintf(ctl, "226 done\r\n");
	return 0;
}
