#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/**
 * net_connect_ms() - connect with a limit in milliseconds.
 * Returns a blocking socket or a negative errno. Used by the meter poller,
 * about 4000 meters over GPRS, many are out of coverage at any time.
 */
int net_connect_ms(const struct sockaddr *sa, socklen_t salen, int ms)
{
	struct pollfd p;
	socklen_t l = sizeof(int);
	int fd, err = 0, rc, fl;

	fd = socket(sa->sa_family, SOCK_STREAM, 0);
	if (fd < 0)
		return -errno;

	fl = fcntl(fd, F_GETFL, 0);
	fcntl(fd, F_SETFL, fl | O_NONBLOCK);

	if (connect(fd, sa, salen) < 0) {
		if (errno != EINPROGRESS) {
			err = errno;
			goto fail;
		}
		p.fd = fd;
		p.events = POLLOUT;
		do {
			rc = poll(&p, 1, ms);
		} while (rc < 0 && errno == EINTR);
		if (rc == 0)
			return -ETIMEDOUT;
		if (rc < 0) {
			err = errno;
			goto fail;
		}
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &l) < 0)
			err = errno;
		if (err)
			goto fail;
	}
	fcntl(fd, F_SETFL, fl);
	return fd;

fail:
	close(fd);
	return -err;
}
