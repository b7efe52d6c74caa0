#include <boost/asio.hpp>
#include <deque>
#include <iostream>
#include <memory>
#include <set>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

class bidder;
using bidder_ptr = std::shared_ptr<bidder>;

struct auction_room {
    std::set<bidder_ptr> bidders;
    void join(bidder_ptr b) { bidders.insert(std::move(b)); }
    void leave(const bidder_ptr& b) { bidders.erase(b); }
    void announce(const std::string& what);
};

class bidder : public std::enable_shared_from_this<bidder> {
public:
    bidder(tcp::socket s, auction_room& room) : sock_(std::move(s)), room_(room) {}

    void start() {
        sock_.set_option(tcp::no_delay(true));
        sock_.set_option(asio::socket_base::keep_alive(true));
        room_.join(shared_from_this());
        read_bid();
    }

    void deliver(const std::string& msg) {
        if (outbox_.size() > 1000) return;          // slow line, skips some announcements
        const bool idle = outbox_.empty();
        outbox_.push_back(msg);
        if (idle) write_next();
    }

private:
    void read_bid() {
        auto self = shared_from_this();
        asio::async_read_until(sock_, asio::dynamic_buffer(in_, 4096), '\n',
            [this, self](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    std::clog << "bidder gone: " << ec.message() << '\n';
                    return;
                }
                std::string bid = in_.substr(0, n);
                in_.erase(0, n);
                room_.announce(bid);
                read_bid();
            });
    }

    void write_next() {
        auto self = shared_from_this();
        asio::async_write(sock_, asio::buffer(outbox_.front()),
            [this, self](boost::system::error_code ec, std::size_t) {
                if (ec) {
                    room_.leave(self);
                    boost::system::error_code ignored;
                    sock_.close(ignored);
                    return;
                }
                outbox_.pop_front();
                if (!outbox_.empty()) write_next();
            });
    }

    tcp::socket sock_;
    auction_room& room_;
    std::string in_;
    std::deque<std::string> outbox_;
};

void auction_room::announce(const std::string& what) {
    for (auto& b : bidders) b->deliver(what);
}

void do_accept(tcp::acceptor& acc, asio::steady_timer& pause, auction_room& room) {
    acc.async_accept([&](boost::system::error_code ec, tcp::socket s) {
        if (!ec) {
            std::make_shared<bidder>(std::move(s), room)->start();
            do_accept(acc, pause, room);
            return;
        }
        pause.expires_after(std::chrono::milliseconds(200));
        pause.async_wait([&](boost::system::error_code) { do_accept(acc, pause, room); });
    });
}
