class Line {
	int fd_ = -1;

public:
	explicit Line(int fd) : fd_(fd) {}
	Line(Line &&o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
	Line &operator=(Line &&o) noexcept
	{
		fd_ = std::exchange(o.fd_, -1); // expect: close-wait-leak
		return *this;
	}
	~Line()
	{
		if (fd_ >= 0)
			::close(fd_);
	}
	ssize_t get(char *to, size_t n) { return ::recv(fd_, to, n, 0); }
};
