struct Arg {
	int fd;
	std::string peer;
};

static bool
take(int fd, void *to, size_t n)
{
	char *c = static_cast<char *>(to);

	while (n > 0) {
		ssize_t r = ::recv(fd, c, n, 0);

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return false;
		c += r;
		n -= r;
	}
	return true;
}

void *
gauge(void *v)
{
	Arg arg = *static_cast<Arg *>(v);
	Head h;

	if (!take(arg.fd, &h, sizeof h)) {
		::close(arg.fd);
		return nullptr;
	}
	if (h.version > 2) {
		log("too new", arg.peer);
		return nullptr; // expect: close-wait-leak
	}
	keep(h);
	::close(arg.fd);
	return nullptr;
}
