// Dosing recipes for the paint mixers. boost::asio with deadline per request.
#include <boost/asio.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

std::string lookup(const std::string &code);

class Mixer : public std::enable_shared_from_this<Mixer> {
public:
    explicit Mixer(tcp::socket s) : sock(std::move(s)), deadline(sock.get_executor()) {}

    void go() {
        ErrorCode ec;
        sock.set_option(tcp::no_delay(true), ec);
        awaitRequest();
    }

private:
    void arm(std::chrono::seconds limit) {
        deadline.expires_after(limit);
        deadline.async_wait([self = shared_from_this()](ErrorCode ec) {
            if (ec != asio::error::operation_aborted) self->finish("deadline");
        });
    }

    void awaitRequest() {
        arm(std::chrono::seconds(240));
        asio::async_read_until(sock, asio::dynamic_buffer(inbox, 4096), '\n',
            [self = shared_from_this()](ErrorCode ec, std::size_t n) {
                if (ec) return self->finish(ec.message());
                std::string code = self->inbox.substr(0, n - 1);
                self->inbox.erase(0, n);
                self->answer(lookup(code));
            });
    }

    void answer(std::string text) {
        outbox = std::move(text) + "\n";
        arm(std::chrono::seconds(20));
        asio::async_write(sock, asio::buffer(outbox), [self = shared_from_this()](ErrorCode ec, std::size_t) {
            if (ec) return self->finish(ec.message());
            self->awaitRequest();
        });
    }

    void finish(const std::string &why) {
        if (!sock.is_open()) return;
        std::clog << "mixer done: " << why << '\n';
        ErrorCode ignore;
        deadline.cancel();
        sock.shutdown(tcp::socket::shutdown_both, ignore);
        sock.close(ignore);
    }

    tcp::socket sock;
    asio::steady_timer deadline;
    std::string inbox, outbox;
};

class RecipeServer {
public:
    RecipeServer(asio::io_context &io, unsigned short port) : acceptor(io, {tcp::v6(), port}), retry(io) { next(); }

private:
    void next() {
        acceptor.async_accept([this](ErrorCode ec, tcp::socket s) {
            if (!ec) {
                std::make_shared<Mixer>(std::move(s))->go();
                return next();
            }
            retry.expires_after(std::chrono::milliseconds(100));
            retry.async_wait([this](ErrorCode e) { if (!e) next(); });
        });
    }

    tcp::acceptor acceptor;
    asio::steady_timer retry;
};
