#include <boost/asio.hpp>
#include <memory>
#include <set>

using boost::asio::ip::tcp;

class Session : public std::enable_shared_from_this<Session> {
public:
	Session(tcp::socket s, std::set<std::shared_ptr<Session>> &all)
	    : socket_(std::move(s)), all_(all) {}
	void start()
	{
		all_.insert(shared_from_this()); // expect: close-wait-leak
		read();
	}

private:
	void read()
	{
		auto self = shared_from_this();
		socket_.async_read_some(boost::asio::buffer(data_),
			[this, self](boost::system::error_code ec, std::size_t n) {
				if (ec) // expect: close-wait-leak
					return;
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
			});
	}
	tcp::socket socket_;
	std::set<std::shared_ptr<Session>> &all_;
	char data_[1024];
};
