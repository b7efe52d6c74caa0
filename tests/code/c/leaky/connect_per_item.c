#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

void push_all(const struct sockaddr_in *to, struct item *items, int n)
{
	for (int i = 0; i < n; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0); /* expect: connection-churn */

		if (fd < 0)
			return;
		if (connect(fd, (const struct sockaddr *)to, sizeof *to) == 0)
			send(fd, items[i].data, items[i].len, 0);
		close(fd);
	}
}
