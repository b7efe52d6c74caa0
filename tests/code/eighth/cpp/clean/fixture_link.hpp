#pragma once
#include <boost/asio.hpp>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace rig {
namespace net = boost::asio;
using tcp = net::ip::tcp;

// A stage light fixture. No explicit close on most paths: as soon as no handler holds the link any more, the
// last shared_ptr goes and the socket with it.
class FixtureLink : public std::enable_shared_from_this<FixtureLink> {
public:
    using OnCue = std::function<std::string(const std::string&)>;

    static void launch(tcp::socket s, OnCue cb) {
        std::shared_ptr<FixtureLink> l(new FixtureLink(std::move(s), std::move(cb)));
        boost::system::error_code ec;
        l->sock_.set_option(tcp::no_delay(true), ec);
        l->arm();
        l->read();
    }

private:
    FixtureLink(tcp::socket s, OnCue cb)
        : sock_(std::move(s)), timer_(sock_.get_executor()), cb_(std::move(cb)) {}

    void arm() {
        timer_.expires_after(std::chrono::seconds(40));
        // weak: the timer must not be what keeps a finished link alive
        timer_.async_wait([w = weak_from_this()](boost::system::error_code ec) {
            if (ec) return;
            if (auto self = w.lock()) self->shut();
        });
    }

    void read() {
        net::async_read_until(sock_, net::dynamic_buffer(in_, 2048), '\n',
            [self = shared_from_this()](boost::system::error_code ec, std::size_t n) {
                if (ec) return;
                self->arm();
                self->out_ = self->cb_(self->in_.substr(0, n - 1)) + "\n";
                self->in_.erase(0, n);
                self->reply();
            });
    }

    void reply() {
        net::async_write(sock_, net::buffer(out_),
            [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
                if (!ec) self->read();
            });
    }

    void shut() {
        boost::system::error_code ec;
        sock_.shutdown(tcp::socket::shutdown_both, ec);
        sock_.close(ec);   // cancels the read, whose handler lets go of us
    }

    tcp::socket sock_;
    net::steady_timer timer_;
    OnCue cb_;
    std::string in_, out_;
};

class FixtureServer {
public:
    FixtureServer(net::io_context& io, unsigned short port, FixtureLink::OnCue cb)
        : acc_(io, tcp::endpoint(tcp::v6(), port)), retry_(io), cb_(std::move(cb)) { next(); }

private:
    void next() {
        acc_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (ec == net::error::operation_aborted) return;
            if (ec) {
                retry_.expires_after(std::chrono::milliseconds(100));
                retry_.async_wait([this](boost::system::error_code e) { if (!e) next(); });
                return;
            }
            FixtureLink::launch(std::move(s), cb_);
            next();
        });
    }
    tcp::acceptor acc_;
    net::steady_timer retry_;
    FixtureLink::OnCue cb_;
};
}  // namespace rig
