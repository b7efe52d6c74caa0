#include <boost/asio.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

// Ticket kiosks: text commands in, "heartbeat" every 20 s so the kiosk knows we are here.
class KioskSession : public std::enable_shared_from_this<KioskSession> {
public:
    explicit KioskSession(tcp::socket s)
        : sock_(std::move(s)), beat_(sock_.get_executor()) {}

    void start() {
        boost::system::error_code ec;
        sock_.set_option(tcp::no_delay(true), ec);
        armBeat();
        readLine();
    }

private:
    void readLine() {
        auto self = shared_from_this();
        asio::async_read_until(sock_, asio::dynamic_buffer(in_, 4096), '\n',
            [this, self](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    std::clog << "kiosk read: " << ec.message() << '\n';
                    return;
                }
                handle(in_.substr(0, n - 1));
                in_.erase(0, n);
                readLine();
            });
    }

    void armBeat() {
        auto self = shared_from_this();
        beat_.expires_after(std::chrono::seconds(20));
        beat_.async_wait([this, self](boost::system::error_code ec) {
            if (ec) return;
            ++beats_;
            if (!printing_) paint();
            armBeat();
        });
    }

    void handle(const std::string& cmd) {
        printing_ = cmd == "PRINT";
        std::clog << "kiosk cmd " << cmd << " beats=" << beats_ << '\n';
    }
    void paint() { std::clog << "kiosk alive\n"; }

    tcp::socket sock_;
    asio::steady_timer beat_;
    std::string in_;
    bool printing_ = false;
    unsigned beats_ = 0;
};

// called by the acceptor (listener.cpp) for each new kiosk
void onKiosk(tcp::socket s) {
    std::make_shared<KioskSession>(std::move(s))->start();
}
