/* net_dial: try every address of the collector */
static int net_dial(const char *host, const char *port, int tmo_ms)
{
	struct addrinfo hints, *res, *ai;
	struct timeval tv;
	int s = -1, rc;

	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	rc = getaddrinfo(host, port, &hints, &res);
	if (rc != 0) {
		log_warn("resolve %s: %s", host, gai_strerror(rc));
		return -1;
	}
	tv.tv_sec = tmo_ms / 1000;
	tv.tv_usec = (tmo_ms % 1000) * 1000;

	for (ai = res; ai != NULL; ai = ai->ai_next) {
		s = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
		if (s < 0)
			continue;
		setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		if (connect(s, ai->ai_addr, ai->ai_addrlen) != 0) {
			log_debug("connect %s: %s", host, strerror(errno));
			s = -1;
			continue;
		}
		break;
	}
	freeaddrinfo(res);
	return s;
}
