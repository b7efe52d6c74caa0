#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

class RemoteConsole
{
public:
	RemoteConsole(int listenFd, std::string secret)
		: m_listen(listenFd), m_secret(std::move(secret)), m_thread(&RemoteConsole::AcceptLoop, this) {}

	~RemoteConsole()
	{
		m_quit = true;
		m_thread.join();
		::close(m_listen);
	}

private:
	void AcceptLoop()
	{
		while (!m_quit) {
			pollfd p{m_listen, POLLIN, 0};
			if (::poll(&p, 1, 500) <= 0)
				continue;
			int fd = ::accept(m_listen, nullptr, nullptr);
			if (fd < 0) {
				std::perror("rcon: accept");
				std::this_thread::sleep_for(std::chrono::milliseconds(100));
				continue;
			}
			std::thread(&Admin, fd, m_secret).detach();
		}
	}

	static bool ReadLine(int fd, std::string& line, int ms)
	{
		line.clear();
		for (char c; line.size() < 400;) {
			pollfd p{fd, POLLIN, 0};
			if (::poll(&p, 1, ms) != 1 || ::recv(fd, &c, 1, 0) != 1)
				return false;
			if (c == '\n')
				return true;
			line += c;
		}
		return false;
	}

	static void Say(int fd, const std::string& s)
	{
		size_t off = 0;
		while (off < s.size()) {
			ssize_t w = ::send(fd, s.data() + off, s.size() - off, MSG_NOSIGNAL);
			if (w <= 0)
				return;
			off += w;
		}
	}

	static void Admin(int fd, std::string secret)
	{
		std::string line;
		if (!ReadLine(fd, line, 10000)) {
			::close(fd);
			return;
		}
		if (line != "login " + secret) {
			Say(fd, "denied\n");
			std::fprintf(stderr, "rcon: wrong password\n");
			return;
		}
		Say(fd, "welcome\n");
		while (ReadLine(fd, line, 600000) && line != "logout")
			Say(fd, Execute(line));
		::close(fd);
	}

	static std::string Execute(const std::string& cmd)
	{
		static std::mutex mu;
		static std::map<std::string, std::string> vars{{"sv_maxplayers", "24"}, {"sv_gravity", "800"}};
		std::lock_guard<std::mutex> g(mu);
		auto it = vars.find(cmd);
		return it == vars.end() ? "unknown command\n" : it->second + "\n";
	}

	int m_listen;
	std::string m_secret;
	std::atomic<bool> m_quit{false};
	std::thread m_thread;
};
