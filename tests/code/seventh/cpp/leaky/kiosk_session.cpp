// Museum kiosks, boost::asio. Curator's tool lists who is connected.
#include <boost/asio.hpp>
#include <array>
#include <iostream>
#include <memory>
#include <set>
#include <string>

using boost::asio::ip::tcp;
namespace asio = boost::asio;

class Kiosk;
using KioskPtr = std::shared_ptr<Kiosk>;

struct Lobby {
    std::set<KioskPtr> present;
    void enter(KioskPtr k) { present.insert(std::move(k)); }
    void leave(const KioskPtr &k) { present.erase(k); }
};

class Kiosk : public std::enable_shared_from_this<Kiosk> {
public:
    Kiosk(tcp::socket s, Lobby &lobby) : socket_(std::move(s)), lobby_(lobby) {}

    void start() {
        boost::system::error_code ec;
        socket_.set_option(tcp::no_delay(true), ec);
        socket_.set_option(asio::socket_base::keep_alive(true), ec);
        lobby_.enter(shared_from_this());
        doRead();
    }

private:
    void doRead() {
        auto self = shared_from_this();
        socket_.async_read_some(asio::buffer(buf_), [this, self](boost::system::error_code ec, std::size_t n) {
            if (ec) {
                std::cerr << "kiosk read: " << ec.message() << '\n';
                return;
            }
            reply_.assign("SHOW ").append(buf_.data(), n).append("\n");
            doWrite();
        });
    }

    void doWrite() {
        auto self = shared_from_this();
        asio::async_write(socket_, asio::buffer(reply_), [this, self](boost::system::error_code ec, std::size_t) {
            if (!ec) {
                doRead();
                return;
            }
            std::cerr << "kiosk write: " << ec.message() << '\n';
            boost::system::error_code ignored;
            socket_.close(ignored);
            lobby_.leave(self);
        });
    }

    tcp::socket socket_;
    Lobby &lobby_;
    std::array<char, 512> buf_{};
    std::string reply_;
};

void acceptNext(tcp::acceptor &acc, asio::steady_timer &pause, Lobby &lobby) {
    acc.async_accept([&](boost::system::error_code ec, tcp::socket s) {
        if (!ec) {
            std::make_shared<Kiosk>(std::move(s), lobby)->start();
            acceptNext(acc, pause, lobby);
            return;
        }
        pause.expires_after(std::chrono::milliseconds(200));
        pause.async_wait([&](boost::system::error_code) { acceptNext(acc, pause, lobby); });
    });
}

int main() {
    asio::io_context io;
    Lobby lobby;
    tcp::acceptor acc(io, {tcp::v4(), 8123});
    asio::steady_timer pause(io);
    acceptNext(acc, pause, lobby);
    io.run();
}
