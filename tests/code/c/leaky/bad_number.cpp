static void
take_order(int fd)
{
	char line[128];
	ssize_t n = ::recv(fd, line, sizeof line, 0);

	if (n <= 0) {
		::close(fd);
		return;
	}
	std::string text(line, static_cast<size_t>(n));
	const int pieces = std::stoi(text); // expect: close-wait-leak
	book(pieces);
	::send(fd, "ok\n", 3, MSG_NOSIGNAL);
	::close(fd);
}

void
take_orders(int listener)
{
	for (;;) {
		int fd = ::accept(listener, nullptr, nullptr);

		if (fd < 0)
			continue;
		try {
			take_order(fd);
		} catch (const std::exception &e) {
			log(e.what());
		}
	}
}
