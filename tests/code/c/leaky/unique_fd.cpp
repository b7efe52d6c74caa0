#include <sys/socket.h>
#include <unistd.h>
#include <memory>
#include <vector>

class Server {
public:
	void step()
	{
		int fd = ::accept(listener_, nullptr, nullptr);
		if (fd < 0)
			return;
		if (!is_allowed(fd))
			return; // expect: close-wait-leak
		sessions_.push_back(std::make_unique<Session>(fd));
	}

private:
	int listener_;
	std::vector<std::unique_ptr<Session>> sessions_;
};
