#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

std::string fetch(const sockaddr_in &to, const std::string &req)
{
	int fd = ::socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		throw std::runtime_error("socket");
	if (::connect(fd, reinterpret_cast<const sockaddr *>(&to), sizeof to) < 0)
		throw std::runtime_error("connect"); // expect: close-wait-leak
	if (::send(fd, req.data(), req.size(), 0) != (ssize_t)req.size()) {
		::close(fd);
		throw std::runtime_error("send");
	}
	std::string out;
	char buf[1024];
	ssize_t n;
	while ((n = ::recv(fd, buf, sizeof buf, 0)) > 0)
		out.append(buf, n);
	::close(fd);
	return out;
}
