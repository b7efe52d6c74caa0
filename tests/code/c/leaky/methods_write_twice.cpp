class Thesaurus {
public:
	std::string ask(const std::string &word)
	{
		uint32_t n = htonl(static_cast<uint32_t>(word.size()));

		put(&n, sizeof n);
		put(word.data(), word.size()); // expect: nagle-delayed-ack
		return get();
	}

private:
	void put(const void *p, size_t n)
	{
		auto c = static_cast<const char *>(p);

		while (n) {
			ssize_t w = ::send(fd_, c, n, MSG_NOSIGNAL);

			if (w <= 0)
				throw std::runtime_error("send");
			c += w;
			n -= static_cast<size_t>(w);
		}
	}

	std::string get()
	{
		char b[512];
		ssize_t n = ::recv(fd_, b, sizeof b, 0);

		if (n <= 0)
			throw std::runtime_error("recv");
		return std::string(b, static_cast<size_t>(n));
	}

	int fd_ = -1;
};
