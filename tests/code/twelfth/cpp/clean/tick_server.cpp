#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <iostream>
#include <memory>
#include <string>

using boost::asio::ip::tcp;
using boost::system::error_code;

// Answers "Q <symbol>" with the last trade. Idle clients are thrown out after two minutes.
class QuoteSession : public std::enable_shared_from_this<QuoteSession> {
public:
    explicit QuoteSession(tcp::socket sock) : sock_(std::move(sock)), idle_(sock_.get_executor()) {}

    void go() {
        error_code ignored;
        sock_.set_option(tcp::no_delay(true), ignored);
        arm();
        read();
    }

private:
    void arm() {
        idle_.expires_after(std::chrono::minutes(2));
        idle_.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec) self->stop();
        });
    }
    void stop() {
        error_code ignored;
        idle_.cancel();
        sock_.close(ignored);
    }
    void read() {
        boost::asio::async_read_until(sock_, buf_, '\n',
            [self = shared_from_this()](error_code ec, std::size_t) {
                if (ec) return self->stop();
                self->arm();
                std::istream is(&self->buf_);
                std::string verb, sym;
                is >> verb >> sym;
                is.ignore(1024, '\n');
                self->answer(sym + " 101.25\n");
                self->read();
            });
    }
    void answer(std::string s) {
        out_.push_back(std::move(s));
        if (out_.size() == 1) write();
    }
    void write() {
        boost::asio::async_write(sock_, boost::asio::buffer(out_.front()),
            [self = shared_from_this()](error_code ec, std::size_t) {
                if (ec) return self->stop();
                self->out_.pop_front();
                if (!self->out_.empty()) self->write();
            });
    }
    tcp::socket sock_;
    boost::asio::steady_timer idle_;
    boost::asio::streambuf buf_{512};
    std::deque<std::string> out_;
};

static void acceptLoop(tcp::acceptor& acc, boost::asio::steady_timer& pause) {
    acc.async_accept([&](error_code ec, tcp::socket s) {
        if (ec) {
            std::cerr << "accept: " << ec.message() << '\n';
            pause.expires_after(std::chrono::milliseconds(250));
            pause.async_wait([&](error_code e) { if (!e) acceptLoop(acc, pause); });
            return;
        }
        std::make_shared<QuoteSession>(std::move(s))->go();
        acceptLoop(acc, pause);
    });
}

int main() {
    boost::asio::io_context io;
    tcp::acceptor acc(io, {tcp::v4(), 5599});
    boost::asio::steady_timer pause(io);
    acceptLoop(acc, pause);
    io.run();
}
