#include <boost/asio.hpp>
#include <memory>
#include <set>

using boost::asio::ip::tcp;

class Session;
class Hub {
	std::set<std::shared_ptr<Session>> all_;

public:
	void join(std::shared_ptr<Session> s) { all_.insert(s); }
	void leave(std::shared_ptr<Session> s) { all_.erase(s); }
};

class Session : public std::enable_shared_from_this<Session> {
public:
	Session(tcp::socket s, Hub &hub) : socket_(std::move(s)), hub_(hub) {}
	void start()
	{
		hub_.join(shared_from_this());
		read();
	}

private:
	void read()
	{
		auto self = shared_from_this();
		socket_.async_read_some(boost::asio::buffer(data_),
			[this, self](boost::system::error_code ec, std::size_t n) {
				if (ec) {
					hub_.leave(self);
					return;
				}
				write(n);
			});
	}
	void write(std::size_t n)
	{
		auto self = shared_from_this();
		boost::asio::async_write(socket_, boost::asio::buffer(data_, n),
			[this, self](boost::system::error_code ec, std::size_t) {
				if (!ec)
					read();
				else
					hub_.leave(self);
			});
	}
	tcp::socket socket_;
	Hub &hub_;
	char data_[1024];
};
