// Pub quiz server. Teams connect with a tablet, answers are single lines.
#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <iostream>
#include <memory>
#include <set>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

class Team : public std::enable_shared_from_this<Team> {
public:
    using Leave = std::function<void(const std::shared_ptr<Team>&)>;

    Team(tcp::socket s, Leave leave)
        : sock_(std::move(s)), quiet_(sock_.get_executor()), leave_(std::move(leave)) {}

    void go() {
        boost::system::error_code ignored;
        sock_.set_option(tcp::no_delay(true), ignored);
        watch();
        next_line();
    }

    void tell(std::string text) {
        if (queue_.size() >= 100) return stop();      // tablet fell asleep
        queue_.push_back(std::move(text));
        if (queue_.size() == 1) flush();
    }

    void stop() {
        if (stopped_) return;
        stopped_ = true;
        quiet_.cancel();
        boost::system::error_code ec;
        sock_.shutdown(tcp::socket::shutdown_both, ec);
        sock_.close(ec);
        leave_(shared_from_this());
    }

private:
    void watch() {
        quiet_.expires_after(std::chrono::minutes(5));
        quiet_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
            if (!ec) self->stop();
        });
    }

    void next_line() {
        asio::async_read_until(sock_, in_, '\n',
            [self = shared_from_this()](boost::system::error_code ec, std::size_t n) {
                if (ec) return self->stop();
                std::string l(asio::buffers_begin(self->in_.data()),
                              asio::buffers_begin(self->in_.data()) + n);
                self->in_.consume(n);
                self->watch();
                self->tell("noted: " + l);
                if (!self->stopped_) self->next_line();
            });
    }

    void flush() {
        asio::async_write(sock_, asio::buffer(queue_.front()),
            [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
                if (ec) return self->stop();
                self->queue_.pop_front();
                if (!self->queue_.empty()) self->flush();
            });
    }

    tcp::socket sock_;
    asio::steady_timer quiet_;
    Leave leave_;
    asio::streambuf in_{4096};
    std::deque<std::string> queue_;
    bool stopped_ = false;
};

class Quiz {
public:
    Quiz(asio::io_context& io, unsigned short port)
        : acc_(io, {tcp::v6(), port}), retry_(io) { accept(); }

private:
    void accept() {
        acc_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (ec) {
                std::cerr << "accept: " << ec.message() << '\n';
                retry_.expires_after(std::chrono::milliseconds(200));
                return retry_.async_wait([this](auto) { accept(); });
            }
            auto t = std::make_shared<Team>(std::move(s), [this](auto& gone) { teams_.erase(gone); });
            teams_.insert(t);
            t->go();
            accept();
        });
    }

    tcp::acceptor acc_;
    asio::steady_timer retry_;
    std::set<std::shared_ptr<Team>> teams_;
};

int main() {
    asio::io_context io;
    Quiz quiz(io, 5151);
    io.run();
}
