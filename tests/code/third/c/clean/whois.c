/* goto-style cleanup, one exit */
int whois_query(const char *server, const char *name, FILE *out)
{
	struct addrinfo hints, *res = NULL, *rp;
	struct timeval tv = { 10, 0 };
	char buf[2048], *q = NULL;
	ssize_t n;
	int fd = -1, rv = -1, qlen;

	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_STREAM;
	if (getaddrinfo(server, "43", &hints, &res) != 0)
		goto done;
	for (rp = res; rp != NULL; rp = rp->ai_next) {
		fd = socket(rp->ai_family, rp->ai_socktype, rp->ai_protocol);
		if (fd == -1)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		if (connect(fd, rp->ai_addr, rp->ai_addrlen) == 0)
			break;
		close(fd);
		fd = -1;
	}
	if (fd == -1)
		goto done;
	if ((qlen = asprintf(&q, "%s\r\n", name)) < 0) {
		q = NULL;
		goto done;
	}
	if (send(fd, q, qlen, MSG_NOSIGNAL) != qlen)
		goto done;
	while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
		if (fwrite(buf, 1, n, out) != (size_t)n)
			goto done;
	if (n == 0)
		rv = 0;
done:
	if (fd != -1)
		close(fd);
	if (res)
		freeaddrinfo(res);
	free(q);
	return rv;
}
