// Departure displays at tram stops. Each display keeps one connection open and
// gets the next departures pushed to it.
#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

using boost::asio::ip::tcp;

class Display;
using DisplayPtr = std::shared_ptr<Display>;

struct Registry {
    std::unordered_map<unsigned, DisplayPtr> all;
    unsigned next_id = 1;
};

class Display : public std::enable_shared_from_this<Display> {
public:
    Display(tcp::socket s, Registry& r)
        : sock_(std::move(s)), reg_(r), id_(r.next_id++) {}

    void start() {
        boost::system::error_code ignored;
        sock_.set_option(tcp::no_delay(true), ignored);
        sock_.set_option(boost::asio::socket_base::keep_alive(true), ignored);
        reg_.all.emplace(id_, shared_from_this());
        read_hello();
    }

    void push(const std::string& departures) {
        bool idle = out_.empty();
        if (out_.size() > 50) out_.pop_back();     // stale anyway
        out_.push_back(departures + "\n");
        if (idle) write_next();
    }

private:
    void read_hello() {
        auto self = shared_from_this();
        boost::asio::async_read_until(sock_, in_, '\n',
            [this, self](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    std::clog << "display " << id_ << ": " << ec.message() << "\n";
                    return;
                }
                in_.consume(n);          // only heartbeats after the first line
                read_hello();
            });
    }

    void write_next() {
        auto self = shared_from_this();
        boost::asio::async_write(sock_, boost::asio::buffer(out_.front()),
            [this, self](boost::system::error_code ec, std::size_t) {
                if (ec) { out_.clear(); return; }
                out_.pop_front();
                if (!out_.empty()) write_next();
            });
    }

    tcp::socket sock_;
    Registry& reg_;
    unsigned id_;
    boost::asio::streambuf in_{1024};
    std::deque<std::string> out_;
};

void accept_displays(tcp::acceptor& acc, Registry& reg) {
    acc.async_accept([&](boost::system::error_code ec, tcp::socket s) {
        if (!ec)
            std::make_shared<Display>(std::move(s), reg)->start();
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        accept_displays(acc, reg);
    });
}

int main() {
    boost::asio::io_context io;
    Registry reg;
    tcp::acceptor acc(io, {tcp::v4(), 9410});
    accept_displays(acc, reg);
    io.run();
}
