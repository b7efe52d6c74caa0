#include <boost/asio.hpp>
#include <chrono>
#include <functional>
#include <iostream>
#include <istream>
#include <memory>
#include <string>

using boost::asio::ip::tcp;
using boost::system::error_code;
namespace asio = boost::asio;

/// Visitor counters at the museum doors send "+n" or "-n" lines. The session
/// lives as long as a handler holds it; the socket is closed with it.
class DoorSession : public std::enable_shared_from_this<DoorSession> {
public:
    DoorSession(tcp::socket s, std::function<void(int)> change)
        : sock_(std::move(s)), quiet_(sock_.get_executor()), buf_(1024), change_(std::move(change)) {}

    void go()
    {
        quiet_.expires_after(std::chrono::minutes(3));
        quiet_.async_wait([weak = weak_from_this()](error_code ec) {
            auto self = weak.lock();
            if (ec || !self)
                return;
            error_code ignored;
            self->sock_.cancel(ignored);
        });
        asio::async_read_until(sock_, buf_, '\n', [self = shared_from_this()](error_code ec, std::size_t) {
            self->line(ec);
        });
    }

private:
    void line(error_code ec)
    {
        if (ec) {
            quiet_.cancel();
            if (ec != asio::error::eof)
                std::cerr << "door: " << ec.message() << '\n';
            return; // last reference
        }
        std::istream is(&buf_);
        std::string text;
        std::getline(is, text);
        try {
            change_(std::stoi(text));
        } catch (const std::logic_error&) {
            std::cerr << "door: '" << text << "'\n";
        }
        go();
    }

    tcp::socket sock_;
    asio::steady_timer quiet_;
    asio::streambuf buf_;
    std::function<void(int)> change_;
};

class Museum {
public:
    Museum(asio::io_context& io, unsigned short port)
        : acc_(io, {tcp::v6(), port}), later_(io) { accept(); }
    int inside() const { return inside_; }

private:
    void accept()
    {
        acc_.async_accept([this](error_code ec, tcp::socket s) {
            if (ec == asio::error::operation_aborted)
                return;
            if (ec) {
                later_.expires_after(std::chrono::milliseconds(250));
                later_.async_wait([this](error_code e) { if (!e) accept(); });
                return;
            }
            std::make_shared<DoorSession>(std::move(s), [this](int n) { inside_ += n; })->go();
            accept();
        });
    }

    tcp::acceptor acc_;
    asio::steady_timer later_;
    int inside_ = 0;
};

int main()
{
    asio::io_context io;
    Museum m(io, 9310);
    asio::signal_set sig(io, SIGINT, SIGTERM);
    sig.async_wait([&](error_code, int) { io.stop(); });
    io.run();
    std::cout << m.inside() << " visitors left behind\n";
}
