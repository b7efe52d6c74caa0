/*
** dialany.c -- find a live tape robot among the addresses of its name
** 2009-04  hk   first cut
** 2014-11  hk   v6
*/
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int say_hello(int s)
{
	char	line[128];
	ssize_t	n;

	if (send(s, "HELO robot/2\r\n", 14, MSG_NOSIGNAL) != 14)
		return (-1);
	n = recv(s, line, sizeof line - 1, 0);
	if (n <= 0)
		return (-1);
	line[n] = '\0';
	return (strncmp(line, "200 ", 4) == 0 ? 0 : -1);
}

int
dial_robot(const char *host, const char *port)
{
	struct addrinfo	 hints, *res, *ai;
	struct timeval	 tv = { 10, 0 };
	int		 s = -1, rc;

	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_STREAM;
	if ((rc = getaddrinfo(host, port, &hints, &res)) != 0) {
		fprintf(stderr, "%s: %s\n", host, gai_strerror(rc));
		return (-1);
	}
	for (ai = res; ai != NULL; ai = ai->ai_next) {
		s = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
		if (s < 0)
			continue;
		(void)setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		(void)setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		if (connect(s, ai->ai_addr, ai->ai_addrlen) < 0) {
			close(s);
			s = -1;
			continue;
		}
		if (say_hello(s) < 0) {
			/* standby head answers 5xx, go for its twin */
			s = -1;
			continue;
		}
		break;
	}
	freeaddrinfo(res);
	return (s);
}
