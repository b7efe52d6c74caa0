#include <asio.hpp>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

class Contestant;

class Show {
 public:
  void join(int id, std::shared_ptr<Contestant> c) { seats_[id] = std::move(c); }
  void leave(int id) { seats_.erase(id); }
  void announce(const std::string& text);
 private:
  std::unordered_map<int, std::shared_ptr<Contestant>> seats_;
};

class Contestant : public std::enable_shared_from_this<Contestant> {
 public:
  Contestant(asio::ip::tcp::socket s, Show& show, int id)
      : socket_(std::move(s)), patience_(socket_.get_executor()), show_(show), id_(id) {}

  void start() {
    std::error_code ec;
    socket_.set_option(asio::ip::tcp::no_delay(true), ec);
    show_.join(id_, shared_from_this());
    read();
  }

  void say(std::string s) {
    if (gone_) return;
    if (queue_.size() > 200) { finish(); return; }
    queue_.push_back(std::move(s));
    if (queue_.size() == 1) write();
  }

 private:
  void read() {
    patience_.expires_after(std::chrono::minutes(20));
    patience_.async_wait([this, self = shared_from_this()](std::error_code ec) {
      if (!ec) finish();
    });
    asio::async_read_until(socket_, asio::dynamic_buffer(inbox_, 1024), '\n',
        [this, self = shared_from_this()](std::error_code ec, std::size_t n) {
          if (ec) { finish(); return; }
          show_.announce(std::to_string(id_) + ": " + inbox_.substr(0, n));
          inbox_.erase(0, n);
          if (!gone_) read();
        });
  }

  void write() {
    asio::async_write(socket_, asio::buffer(queue_.front()),
        [this, self = shared_from_this()](std::error_code ec, std::size_t) {
          if (ec) { finish(); return; }
          queue_.pop_front();
          if (!queue_.empty()) write();
        });
  }

  // any end of the line comes through here, possibly several times
  void finish() {
    if (gone_) return;
    gone_ = true;
    asio::post(socket_.get_executor(), [&show = show_, id = id_] { show.leave(id); });
    patience_.cancel();
    std::error_code ec;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ec);
    socket_.close(ec);
  }

  asio::ip::tcp::socket socket_;
  asio::steady_timer patience_;
  Show& show_;
  int id_;
  bool gone_ = false;
  std::string inbox_;
  std::deque<std::string> queue_;
};

void Show::announce(const std::string& text) {
  for (auto& [id, c] : seats_) c->say(text);
}

void doors(asio::ip::tcp::acceptor& a, Show& show, int next_id) {
  a.async_accept([&a, &show, next_id](std::error_code ec, asio::ip::tcp::socket s) {
    if (ec == asio::error::operation_aborted) return;
    if (!ec) {
      std::make_shared<Contestant>(std::move(s), show, next_id)->start();
      doors(a, show, next_id + 1);
      return;
    }
    auto pause = std::make_shared<asio::steady_timer>(a.get_executor(), std::chrono::milliseconds(150));
    pause->async_wait([&a, &show, next_id, pause](std::error_code) { doors(a, show, next_id); });
  });
}
