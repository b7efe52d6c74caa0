#include <boost/asio.hpp>
#include <deque>
#include <iostream>
#include <memory>
#include <set>
#include <string>

using boost::asio::ip::tcp;

struct Bidder {
    virtual ~Bidder() = default;
    virtual void deliver(const std::string& line) = 0;
};

/** One lot on sale, everyone in the room hears every bid. */
class Room {
public:
    void enter(std::shared_ptr<Bidder> b) { bidders_.insert(std::move(b)); }
    void leave(const std::shared_ptr<Bidder>& b) { bidders_.erase(b); }
    void announce(const std::string& line) {
        for (auto& b : bidders_) b->deliver(line);
    }
    std::size_t size() const { return bidders_.size(); }
private:
    std::set<std::shared_ptr<Bidder>> bidders_;
};

class Connection : public Bidder, public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket s, Room& room) : sock_(std::move(s)), room_(room) {}

    void start() {
        sock_.set_option(tcp::no_delay(true));
        sock_.set_option(boost::asio::socket_base::keep_alive(true));
        room_.enter(shared_from_this());
        read();
    }

    void deliver(const std::string& line) override {
        if (out_.size() > 1000) return;   // hopelessly behind
        bool idle = out_.empty();
        out_.push_back(line + "\n");
        if (idle) write();
    }

private:
    void read() {
        auto self = shared_from_this();
        boost::asio::async_read_until(sock_, boost::asio::dynamic_buffer(in_, 4096), '\n',
            [this, self](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    if (ec != boost::asio::error::eof)
                        std::cerr << "bidder: " << ec.message() << "\n";
                    return;
                }
                room_.announce(in_.substr(0, n - 1));
                in_.erase(0, n);
                read();
            });
    }

    void write() {
        auto self = shared_from_this();
        boost::asio::async_write(sock_, boost::asio::buffer(out_.front()),
            [this, self](boost::system::error_code ec, std::size_t) {
                if (ec) {
                    room_.leave(self);
                    boost::system::error_code ignored;
                    sock_.close(ignored);
                    return;
                }
                out_.pop_front();
                if (!out_.empty()) write();
            });
    }

    tcp::socket sock_;
    Room& room_;
    std::string in_;
    std::deque<std::string> out_;
};

class House {
public:
    House(boost::asio::io_context& io, unsigned short port) : acc_(io, {tcp::v4(), port}), pause_(io) { accept(); }
private:
    void accept() {
        acc_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (ec) {
                if (ec == boost::asio::error::operation_aborted) return;
                pause_.expires_after(std::chrono::milliseconds(200));
                pause_.async_wait([this](boost::system::error_code e) { if (!e) accept(); });
                return;
            }
            std::make_shared<Connection>(std::move(s), room_)->start();
            accept();
        });
    }
    tcp::acceptor acc_;
    boost::asio::steady_timer pause_;
    Room room_;
};
