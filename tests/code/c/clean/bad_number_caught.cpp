static void
take_order(int fd)
{
	char line[128];
	ssize_t n = ::recv(fd, line, sizeof line, 0);

	if (n > 0) {
		try {
			book(std::stoi(std::string(line, static_cast<size_t>(n))));
		} catch (const std::exception &e) {
			log(e.what());
		}
	}
	::close(fd);
}
