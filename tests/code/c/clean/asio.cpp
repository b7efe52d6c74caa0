#include <boost/asio.hpp>
#include <memory>

class Session : public std::enable_shared_from_this<Session> {
public:
	explicit Session(tcp::socket s) : socket_(std::move(s)) {}
	void start() { read(); }

private:
	void read()
	{
		auto self = shared_from_this();
		socket_.async_read_some(boost::asio::buffer(buf_),
			[this, self](boost::system::error_code ec, std::size_t n) {
				if (!ec)
					write(n);
			});
	}
	void write(std::size_t n);
	tcp::socket socket_;
	char buf_[1024];
};
