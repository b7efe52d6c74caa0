#include <boost/asio.hpp>
#include <memory>
#include <unordered_map>

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class Gauge : public std::enable_shared_from_this<Gauge> {
public:
	Gauge(tcp::socket s, std::unordered_map<int, std::shared_ptr<Gauge>> &all, int id)
		: sock_(std::move(s)), quiet_(sock_.get_executor()), all_(all), id_(id) {}

	void begin()
	{
		all_.emplace(id_, shared_from_this());
		ask();
	}

private:
	void ask()
	{
		quiet_.expires_after(std::chrono::minutes(2));
		quiet_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
			if (!ec)
				self->leave();
		});
		sock_.async_read_some(asio::buffer(in_), [self = shared_from_this()](boost::system::error_code ec, std::size_t n) {
			if (ec)
				return self->leave();
			self->sum_ += n;
			self->ask();
		});
	}

	void leave()
	{
		boost::system::error_code ignored;
		quiet_.cancel();
		sock_.close(ignored);
		all_.erase(id_);
	}

	tcp::socket sock_;
	asio::steady_timer quiet_;
	std::unordered_map<int, std::shared_ptr<Gauge>> &all_;
	int id_;
	std::size_t sum_ = 0;
	char in_[512];
};
