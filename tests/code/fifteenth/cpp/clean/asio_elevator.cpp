#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// One connected elevator controller. Commands queue up, one write in flight.
class Elevator : public std::enable_shared_from_this<Elevator> {
public:
    explicit Elevator(tcp::socket s) : sock_(std::move(s)), silence_(sock_.get_executor()) {}

    void run() {
        error_code ignore;
        sock_.set_option(tcp::no_delay(true), ignore);
        watch();
        read();
    }

    void command(std::string c) {
        if (!sock_.is_open()) return;
        if (out_.size() > 100) { stop("does not read"); return; }
        out_.push_back(std::move(c) + "\n");
        if (out_.size() == 1) write();
    }

private:
    void read() {
        asio::async_read_until(sock_, asio::dynamic_buffer(in_, 1024), '\n',
            [self = shared_from_this()](error_code ec, std::size_t n) {
                if (ec) return self->stop(ec.message());
                std::cout << "floor report " << self->in_.substr(0, n);
                self->in_.erase(0, n);
                self->watch();
                self->read();
            });
    }

    void write() {
        asio::async_write(sock_, asio::buffer(out_.front()),
            [self = shared_from_this()](error_code ec, std::size_t) {
                if (ec) return self->stop(ec.message());
                self->out_.pop_front();
                if (!self->out_.empty()) self->write();
            });
    }

    void watch() {
        silence_.expires_after(std::chrono::seconds(45));
        silence_.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec) self->stop("silent");
        });
    }

    void stop(const std::string& why) {
        if (!sock_.is_open()) return;
        std::cout << "elevator off: " << why << '\n';
        error_code ignore;
        silence_.cancel();
        sock_.close(ignore);
    }

    tcp::socket sock_;
    asio::steady_timer silence_;
    std::string in_;
    std::deque<std::string> out_;
};
