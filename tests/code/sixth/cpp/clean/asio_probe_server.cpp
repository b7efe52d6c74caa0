#include <boost/asio.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

class Probe : public std::enable_shared_from_this<Probe> {
    tcp::socket s_;
    asio::steady_timer limit_;
    std::string in_, out_;

public:
    explicit Probe(tcp::socket s) : s_(std::move(s)), limit_(s_.get_executor()) {}

    void start() {
        boost::system::error_code ignored;
        s_.set_option(tcp::no_delay(true), ignored);
        ask();
    }

private:
    void arm() {
        limit_.expires_after(std::chrono::seconds(20));
        limit_.async_wait([w = weak_from_this()](boost::system::error_code ec) {
            auto me = w.lock();
            if (ec || !me) return;
            boost::system::error_code ignored;
            me->s_.cancel(ignored);
        });
    }

    void ask() {
        arm();
        asio::async_read_until(s_, asio::dynamic_buffer(in_, 256), '\n',
                               [me = shared_from_this()](boost::system::error_code ec, size_t n) {
                                   // the last reference goes with this handler
                                   if (ec) return;
                                   me->reply(me->in_.substr(0, n));
                                   });
    }

    void reply(const std::string& line) {
        in_.erase(0, line.size());
        out_ = line.rfind("live", 0) == 0 ? "200 live\n" : "404\n";
        asio::async_write(s_, asio::buffer(out_), [me = shared_from_this()](boost::system::error_code ec, size_t) {
            if (!ec) me->ask();
        });
    }
};

class Door {
    tcp::acceptor a_;
    asio::steady_timer rest_;

public:
    Door(asio::io_context& io, unsigned short port) : a_(io, {tcp::v6(), port}), rest_(io) { next(); }

    void next() {
        a_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (!ec) {
                std::make_shared<Probe>(std::move(s))->start();
                return next();
            }
            if (ec == asio::error::operation_aborted) return;
            rest_.expires_after(std::chrono::milliseconds(250));
            rest_.async_wait([this](boost::system::error_code e) { if (!e) next(); });
        });
    }
};
