int collector_connect(const char *host, const char *svc, unsigned tmo_s)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL, *p;
	struct timeval tv = { .tv_sec = tmo_s };
	int on = 1, sk = -1;

	if (getaddrinfo(host, svc, &hints, &list) != 0)
		return -1;

	for (p = list; p; p = p->ai_next) {
		sk = socket(p->ai_family, p->ai_socktype | SOCK_CLOEXEC, p->ai_protocol);
		if (sk == -1)
			continue;
		setsockopt(sk, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		setsockopt(sk, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		setsockopt(sk, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
		setsockopt(sk, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		if (connect(sk, p->ai_addr, p->ai_addrlen) == 0)
			break;
		close(sk);
		sk = -1;
	}
	freeaddrinfo(list);
	return sk;
}
