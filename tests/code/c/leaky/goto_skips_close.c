#include <sys/socket.h>
#include <unistd.h>

int fetch(const struct sockaddr *to, socklen_t len, char *out, size_t max)
{
	int rc = -1, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, to, len) < 0)
		goto fail;
	if (send(fd, "GET\n", 4, 0) != 4)
		goto done; /* expect: close-wait-leak */
	if (recv(fd, out, max, 0) > 0)
		rc = 0;
fail:
	close(fd);
done:
	return rc;
}
