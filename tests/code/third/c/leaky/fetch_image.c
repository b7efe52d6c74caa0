/* firmware fetcher: plain HTTP/1.0, image straight to flash */
static int fetch(const char *host, int port, const char *path, int out)
{
	char buf[8192];
	struct hostent *he = gethostbyname(host);
	struct sockaddr_in sa = {0};
	struct timeval tmo = { .tv_sec = 20 };
	int rcv = 8192;
	int s, n, rc = -1;

	if (!he)
		return -1;
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (s < 0)
		return -1;
	setsockopt(s, SOL_SOCKET, SO_RCVBUF, &rcv, sizeof rcv);
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tmo, sizeof tmo);
	sa.sin_family = AF_INET;
	sa.sin_port = htons(port);
	memcpy(&sa.sin_addr, he->h_addr, 4);
	if (connect(s, (struct sockaddr *)&sa, sizeof sa) < 0)
		goto out;
	n = snprintf(buf, sizeof buf, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", path, host);
	if (send(s, buf, n, 0) != n)
		goto out;
	if (skip_headers(s) < 0)
		goto out;
	while ((n = recv(s, buf, sizeof buf, 0)) > 0)
		if (write(out, buf, n) != n)
			goto out;
	rc = n == 0 ? 0 : -1;
out:
	close(s);
	return rc;
}
