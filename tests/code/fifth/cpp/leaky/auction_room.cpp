#include <boost/asio.hpp>
#include <deque>
#include <iostream>
#include <memory>
#include <set>
#include <string>

using boost::asio::ip::tcp;

// Live bidding for cattle auctions. Every bid line is echoed to all bidders.
class Bidder;
using BidderPtr = std::shared_ptr<Bidder>;

class Hall {
public:
    void enter(BidderPtr b) { present_.insert(std::move(b)); }
    void exit(const BidderPtr& b) { present_.erase(b); }
    void call(const std::string& bid);
    std::size_t head_count() const { return present_.size(); }
private:
    std::set<BidderPtr> present_;
};

class Bidder : public std::enable_shared_from_this<Bidder> {
public:
    Bidder(tcp::socket s, Hall& h) : sock_(std::move(s)), hall_(h) {}

    void start() {
        sock_.set_option(tcp::no_delay(true));
        sock_.set_option(boost::asio::socket_base::keep_alive(true));
        hall_.enter(shared_from_this());
        read_bid();
    }

    void deliver(const std::string& s) {
        const bool busy = !out_.empty();
        out_.push_back(s);
        if (!busy) flush();
    }

private:
    void read_bid() {
        auto self = shared_from_this();
        boost::asio::async_read_until(sock_, in_, '\n',
            [this, self](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    std::cerr << "bidder done: " << ec.message() << ", "
                              << hall_.head_count() << " in the hall\n";
                    return;
                }
                std::string bid(boost::asio::buffers_begin(in_.data()),
                                boost::asio::buffers_begin(in_.data()) + n);
                in_.consume(n);
                hall_.call(bid);
                read_bid();
            });
    }

    void flush() {
        auto self = shared_from_this();
        boost::asio::async_write(sock_, boost::asio::buffer(out_.front()),
            [this, self](boost::system::error_code ec, std::size_t) {
                if (ec) {
                    hall_.exit(self);
                    sock_.close(ec);
                    return;
                }
                out_.pop_front();
                if (!out_.empty()) flush();
            });
    }

    tcp::socket sock_;
    Hall& hall_;
    boost::asio::streambuf in_{4096};
    std::deque<std::string> out_;
};

void Hall::call(const std::string& bid) {
    for (auto it = present_.begin(); it != present_.end();) (*it++)->deliver(bid);
}

void open_hall(tcp::acceptor& acc, Hall& hall) {
    acc.async_accept([&](boost::system::error_code ec, tcp::socket s) {
        if (ec == boost::asio::error::operation_aborted) return;
        if (!ec) {
            std::make_shared<Bidder>(std::move(s), hall)->start();
            open_hall(acc, hall);
            return;
        }
        auto pause = std::make_shared<boost::asio::steady_timer>(acc.get_executor(), std::chrono::milliseconds(200));
        pause->async_wait([&, pause](boost::system::error_code) { open_hall(acc, hall); });
    });
}
