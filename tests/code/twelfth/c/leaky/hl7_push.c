/*
 * Push one HL7 message to the lab system over MLLP and wait for the ACK.
 * returns 0 = AA, 1 = AE/AR, -1 = transport trouble (caller requeues)
 */
int
hl7_push(const struct lab_peer *peer, const char *msg, size_t len)
{
	struct iovec iov[3];
	struct timeval tv = { .tv_sec = 15 };
	char ack[2048];
	size_t have = 0;
	ssize_t n;
	int rc = -1;
	int s;

	s = socket(peer->sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s == -1) {
		log_warn("hl7: socket");
		return -1;
	}
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	if (connect(s, (const struct sockaddr *)&peer->sa, peer->salen) == -1) {
		log_warn("hl7: connect %s", peer->name);
		goto out;
	}

	iov[0].iov_base = "\x0b";
	iov[0].iov_len = 1;
	iov[1].iov_base = (void *)msg;
	iov[1].iov_len = len;
	iov[2].iov_base = "\x1c\r";
	iov[2].iov_len = 2;
	if (writev_all(s, iov, 3) == -1) {
		log_warn("hl7: write to %s", peer->name);
		goto out;
	}

	do {
		n = recv(s, ack + have, sizeof(ack) - 1 - have, 0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			stats.ack_timeouts++;
			log_warnx("hl7: no ack from %s in %lds", peer->name, (long)tv.tv_sec);
			return -1;
		}
		if (n <= 0) {
			log_warnx("hl7: %s hung up before the ack", peer->name);
			goto out;
		}
		have += n;
		ack[have] = '\0';
	} while (memchr(ack, 0x1c, have) == NULL && have < sizeof(ack) - 1);

	if (strstr(ack, "MSA|AA|") != NULL)
		rc = 0;
	else {
		log_warnx("hl7: %s refused message", peer->name);
		rc = 1;
	}
out:
	close(s);
	return rc;
}
