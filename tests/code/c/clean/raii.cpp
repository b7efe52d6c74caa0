#include <sys/socket.h>
#include <unistd.h>
#include <memory>
#include <vector>

class Fd {
public:
	explicit Fd(int fd) : fd_(fd) {}
	~Fd()
	{
		if (fd_ >= 0)
			::close(fd_);
	}
	int get() const { return fd_; }

private:
	int fd_;
};

void step(int listener, std::vector<std::unique_ptr<Fd>> &all)
{
	auto fd = std::make_unique<Fd>(::accept(listener, nullptr, nullptr));

	if (fd->get() < 0)
		return;
	all.push_back(std::move(fd));
}
