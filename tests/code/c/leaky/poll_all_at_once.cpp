#include <future>
#include <iostream>
#include <vector>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static bool answers(const sockaddr_in &to)
{
	const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	timeval tv{ 5, 0 };

	if (s < 0)
		return false;
	::setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	const bool ok = ::connect(s, reinterpret_cast<const sockaddr *>(&to), sizeof to) == 0;
	::close(s);
	return ok;
}

int main()
{
	std::vector<std::future<bool>> asked;

	for (const sockaddr_in &to : read_list(std::cin))
		asked.push_back(std::async(std::launch::async, answers, to)); // expect: port-exhaustion
	int up = 0;
	for (auto &a : asked)
		up += a.get();
	std::cout << up << '\n';
}
