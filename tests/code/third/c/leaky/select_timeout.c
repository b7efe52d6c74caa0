/* ask a printer for its status page count over raw 9100 */
int pjl_pagecount(const char *ip, long *pages)
{
	static const char q[] = "\033%-12345X@PJL INFO PAGECOUNT\r\n\033%-12345X";
	struct sockaddr_in sin;
	struct timeval tv;
	fd_set rd;
	char ans[512];
	int fd, n;

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_port = htons(9100);
	if (!inet_aton(ip, &sin.sin_addr))
		return -EINVAL;

	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		return -errno;
	if (connect_timeout(fd, &sin, 3000) < 0) {
		n = -errno;
		close(fd);
		return n;
	}
	if (write(fd, q, sizeof(q) - 1) != sizeof(q) - 1) {
		close(fd);
		return -EIO;
	}
	FD_ZERO(&rd);
	FD_SET(fd, &rd);
	tv.tv_sec = 5;
	tv.tv_usec = 0;
	n = select(fd + 1, &rd, NULL, NULL, &tv);
	if (n == 0)
		return -ETIMEDOUT;
	if (n > 0)
		n = read(fd, ans, sizeof(ans) - 1);
	close(fd);
	if (n <= 0)
		return -EIO;
	ans[n] = '\0';
	return sscanf(ans, "@PJL INFO PAGECOUNT %ld", pages) == 1 ? 0 : -EPROTO;
}
