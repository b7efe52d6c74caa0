#include <boost/asio.hpp>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class Session : public std::enable_shared_from_this<Session> {
public:
    explicit Session(tcp::socket s) : sock_(std::move(s)) {}

    void begin(std::function<void(const std::string&)> sink) {
        auto self = shared_from_this();
        on_line_ = [self, sink](const std::string& l) {
            ++self->lines_;
            sink(l);
        };
        sock_.set_option(asio::socket_base::keep_alive(true));
        read();
    }

private:
    void read() {
        auto self = shared_from_this();
        asio::async_read_until(sock_, asio::dynamic_buffer(buf_, 4096), '\n',
            [this, self](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    std::cerr << "vehicle finished after " << lines_ << " lines: "
                              << ec.message() << "\n";
                    return;
                }
                on_line_(buf_.substr(0, n - 1));
                buf_.erase(0, n);
                read();
            });
    }

    tcp::socket sock_;
    std::string buf_;
    std::function<void(const std::string&)> on_line_;
    unsigned long lines_ = 0;
};

class TelemetryPort {
public:
    TelemetryPort(asio::io_context& io, unsigned short port)
        : acc_(io, tcp::endpoint(tcp::v6(), port)), retry_(io) { next(); }

private:
    void next() {
        acc_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (ec) {
                retry_.expires_after(std::chrono::milliseconds(200));
                retry_.async_wait([this](boost::system::error_code e) { if (!e) next(); });
                return;
            }
            std::make_shared<Session>(std::move(s))->begin(
                [](const std::string& l) { std::cout << l << '\n'; });
            next();
        });
    }
    tcp::acceptor acc_;
    asio::steady_timer retry_;
};
