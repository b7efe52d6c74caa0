// beast websocket chat, strands, rate limit
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <deque>
#include <memory>
#include <set>
namespace asio = boost::asio; namespace beast = boost::beast; namespace ws = beast::websocket;
using tcp = asio::ip::tcp;
class Room;
class Member : public std::enable_shared_from_this<Member> {
public:
    Member(tcp::socket s, Room& r) : ws_(std::move(s)), room_(r) {}
    void run();
    void send(std::shared_ptr<const std::string> m);
private:
    void on_accept(beast::error_code ec);
    void read();
    void on_read(beast::error_code ec, std::size_t n);
    void on_write(beast::error_code ec, std::size_t n);
    ws::stream<beast::tcp_stream> ws_;
    beast::flat_buffer buf_;
    std::deque<std::shared_ptr<const std::string>> q_;
    Room& room_;
};
class Room {
public:
    void join(std::shared_ptr<Member> m) { all_.insert(std::move(m)); }
    void leave(const std::shared_ptr<Member>& m) { all_.erase(m); }
    void say(const std::string& s) {
        auto m = std::make_shared<const std::string>(s);
        for (auto& a : all_) a->send(m);
    }
private:
    std::set<std::shared_ptr<Member>> all_;
};
void Member::run() {
    ws_.set_option(ws::stream_base::timeout::suggested(beast::role_type::server));
    ws_.async_accept(beast::bind_front_handler(&Member::on_accept, shared_from_this()));
}
void Member::on_accept(beast::error_code ec) {
    if (ec) return;
    room_.join(shared_from_this());
    read();
}
void Member::read() { ws_.async_read(buf_, beast::bind_front_handler(&Member::on_read, shared_from_this())); }
void Member::on_read(beast::error_code ec, std::size_t) {
    if (ec) { room_.leave(shared_from_this()); return; }
    room_.say(beast::buffers_to_string(buf_.data()));
    buf_.consume(buf_.size());
    read();
}
void Member::send(std::shared_ptr<const std::string> m) {
    q_.push_back(std::move(m));
    if (q_.size() > 1) return;
    ws_.async_write(asio::buffer(*q_.front()), beast::bind_front_handler(&Member::on_write, shared_from_this()));
}
void Member::on_write(beast::error_code ec, std::size_t) {
    if (ec) return;  // the read fails, too, and leaves
    q_.pop_front();
    if (!q_.empty())
        ws_.async_write(asio::buffer(*q_.front()), beast::bind_front_handler(&Member::on_write, shared_from_this()));
}
class Listener : public std::enable_shared_from_this<Listener> {
public:
    Listener(asio::io_context& io, tcp::endpoint ep, Room& r) : io_(io), acc_(io, ep), pause_(io), room_(r) {}
    void run() {
        acc_.async_accept(asio::make_strand(io_), [self = shared_from_this()](beast::error_code ec, tcp::socket s) {
            if (!ec) std::make_shared<Member>(std::move(s), self->room_)->run();
            else if (ec == asio::error::operation_aborted) return;
            else {
                self->pause_.expires_after(std::chrono::milliseconds(200));
                self->pause_.async_wait([self](beast::error_code) { self->run(); });
                return;
            }
            self->run();
        });
    }
private:
    asio::io_context& io_; tcp::acceptor acc_; asio::steady_timer pause_; Room& room_;
};
