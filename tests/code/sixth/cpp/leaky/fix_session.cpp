#include <boost/asio.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

using boost::asio::ip::tcp;
namespace asio = boost::asio;

class FixSession : public std::enable_shared_from_this<FixSession> {
public:
    explicit FixSession(tcp::socket s) : sock_(std::move(s)) {}

    std::function<void(const std::string&)> onMessage;

    void read() {
        auto self = shared_from_this();
        asio::async_read_until(sock_, in_, '\x01', [self](boost::system::error_code ec, std::size_t n) {
            if (ec) {
                std::clog << "fix: " << ec.message() << '\n';
                return;
            }
            std::string f(asio::buffers_begin(self->in_.data()), asio::buffers_begin(self->in_.data()) + n);
            self->in_.consume(n);
            if (self->onMessage) self->onMessage(f);
            self->read();
        });
    }

    void note(const std::string& f) { ++fields_; last_ = f; }

private:
    tcp::socket sock_;
    asio::streambuf in_{64 * 1024};
    unsigned long fields_ = 0;
    std::string last_;
};

class Acceptor {
public:
    Acceptor(asio::io_context& io, unsigned short port)
        : acc_(io, tcp::endpoint(tcp::v4(), port)), pause_(io) { next(); }

private:
    void next() {
        acc_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (ec) {
                pause_.expires_after(std::chrono::milliseconds(100));
                pause_.async_wait([this](auto) { next(); });
                return;
            }
            s.set_option(tcp::no_delay(true));
            s.set_option(asio::socket_base::keep_alive(true));
            auto session = std::make_shared<FixSession>(std::move(s));
            session->onMessage = [session](const std::string& f) { session->note(f); };
            session->read();
            next();
        });
    }
    tcp::acceptor acc_;
    asio::steady_timer pause_;
};

int main() {
    asio::io_context io;
    Acceptor a(io, 9878);
    io.run();
}
