#include <boost/asio.hpp>
#include <memory>
#include <set>

using boost::asio::ip::tcp;

class Session;
using SessionPtr = std::shared_ptr<Session>;

class Hub {
 public:
  void add(SessionPtr s) { members_.insert(std::move(s)); }
  void broadcast(const std::string& line);
 private:
  std::set<SessionPtr> members_;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket s, Hub& hub) : socket_(std::move(s)), hub_(hub) {}

  void start() {
    hub_.add(shared_from_this());
    read();
  }

 private:
  void read() {
    auto self = shared_from_this();
    boost::asio::async_read_until(socket_, buf_, '\n',
      [this, self](boost::system::error_code ec, std::size_t n) {
        if (ec) {
          std::clog << "session: " << ec.message() << '\n';
          return;
        }
        std::string line(boost::asio::buffers_begin(buf_.data()),
                         boost::asio::buffers_begin(buf_.data()) + n);
        buf_.consume(n);
        hub_.broadcast(line);
        read();
      });
  }

  tcp::socket socket_;
  boost::asio::streambuf buf_{64 * 1024};
  Hub& hub_;
};

class Server {
 public:
  void accept() {
    acceptor_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
      if (!ec) std::make_shared<Session>(std::move(s), hub_)->start();
      accept();
    });
  }
 private:
  tcp::acceptor acceptor_;
  Hub hub_;
};
