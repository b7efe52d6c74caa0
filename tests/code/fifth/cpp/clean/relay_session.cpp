#include <boost/asio.hpp>
#include <array>
#include <chrono>
#include <memory>

using boost::asio::ip::tcp;
using boost::system::error_code;

// SIP-over-TCP to media box relay. Sockets end with the session object,
// which lives as long as an operation is pending.
class RelaySession : public std::enable_shared_from_this<RelaySession> {
public:
    RelaySession(tcp::socket client, boost::asio::io_context& io)
        : client_(std::move(client)), box_(io), idle_(io), resolver_(io) {}

    void start(const std::string& host, const std::string& port) {
        touch();
        auto self = shared_from_this();
        resolver_.async_resolve(host, port, [this, self](error_code ec, tcp::resolver::results_type r) {
            if (ec) return stop();
            boost::asio::async_connect(box_, r, [this, self](error_code ec, const tcp::endpoint&) {
                if (ec) return stop();
                error_code ignored;
                client_.set_option(tcp::no_delay(true), ignored);
                box_.set_option(tcp::no_delay(true), ignored);
                pump(client_, box_, up_);
                pump(box_, client_, down_);
            });
        });
    }

private:
    using Buf = std::array<char, 16 * 1024>;

    void pump(tcp::socket& from, tcp::socket& to, Buf& b) {
        auto self = shared_from_this();
        from.async_read_some(boost::asio::buffer(b),
            [this, self, &from, &to, &b](error_code ec, std::size_t n) {
                if (ec == boost::asio::error::eof) {
                    error_code ignored;
                    to.shutdown(tcp::socket::shutdown_send, ignored);
                    if (++finished_ == 2) stop();
                    return;
                }
                if (ec) return stop();
                touch();
                boost::asio::async_write(to, boost::asio::buffer(b, n),
                    [this, self, &from, &to, &b](error_code ec, std::size_t) {
                        if (ec) return stop();
                        pump(from, to, b);
                    });
            });
    }

    void touch() {
        idle_.expires_after(std::chrono::seconds(180));
        idle_.async_wait([weak = weak_from_this()](error_code ec) {
            if (ec) return;
            if (auto s = weak.lock()) s->stop();
        });
    }

    void stop() {
        error_code ignored;
        resolver_.cancel();
        idle_.cancel();
        client_.close(ignored);
        box_.close(ignored);
    }

    tcp::socket client_, box_;
    boost::asio::steady_timer idle_;
    tcp::resolver resolver_;
    Buf up_, down_;
    int finished_ = 0;
};

void accept_loop(tcp::acceptor& acc, boost::asio::io_context& io) {
    acc.async_accept([&](error_code ec, tcp::socket s) {
        if (ec == boost::asio::error::operation_aborted) return;
        if (!ec) std::make_shared<RelaySession>(std::move(s), io)->start("mediabox.internal", "5060");
        if (ec == boost::asio::error::no_descriptors) {
            auto t = std::make_shared<boost::asio::steady_timer>(io, std::chrono::milliseconds(200));
            t->async_wait([&, t](error_code) { accept_loop(acc, io); });
            return;
        }
        accept_loop(acc, io);
    });
}
