#include "tag_reader.hpp"

#include <sys/socket.h>
#include <unistd.h>

TagReader::~TagReader()
{
	if (sock_ >= 0)
		::close(sock_);
}

void TagReader::dial()
{
	const int s = ::socket(addr_.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (s < 0)
		throw Error("socket");
	if (::connect(s, &addr_, sizeof addr_) != 0) {
		::close(s);
		throw Error("connect");
	}
	sock_ = s; // expect: close-wait-leak
}

std::string TagReader::next()
{
	char tag[24];

	for (int attempt = 0; attempt < 5; ++attempt) {
		if (::send(sock_, "N\n", 2, MSG_NOSIGNAL) == 2 &&
		    ::recv(sock_, tag, sizeof tag, MSG_WAITALL) == sizeof tag)
			return std::string(tag, sizeof tag);
		dial();
	}
	return {};
}
