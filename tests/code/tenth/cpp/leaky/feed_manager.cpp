#include <boost/asio.hpp>
#include <array>
#include <chrono>
#include <deque>
#include <iostream>
#include <memory>
#include <set>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

class Session;
class Manager {
public:
    void join(const std::shared_ptr<Session>& s) { members_.insert(s); }
    void leave(const std::shared_ptr<Session>& s) { members_.erase(s); }
    void toAll(const std::string& text);
private:
    std::set<std::shared_ptr<Session>> members_;
};

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket sock, Manager& m) : sock_(std::move(sock)), mgr_(m) {}

    void start()
    {
        boost::system::error_code ignored;
        sock_.set_option(tcp::no_delay(true), ignored);
        sock_.set_option(asio::socket_base::keep_alive(true), ignored);
        mgr_.join(shared_from_this());
        read();
    }

    void deliver(const std::string& t)
    {
        if (done_) return;
        out_.push_back(t);
        if (out_.size() == 1) write();
        else if (out_.size() > 1000) drop();
    }

private:
    void read()
    {
        auto self = shared_from_this();
        sock_.async_read_some(asio::buffer(in_), [this, self](boost::system::error_code ec, std::size_t n) {
            if (ec == asio::error::eof) {
                std::cout << "feed: subscriber has finished\n";
                done_ = true;
                return;
            }
            if (ec) return drop();
            mgr_.toAll(std::string(in_.data(), n));
            read();
        });
    }

    void write()
    {
        auto self = shared_from_this();
        asio::async_write(sock_, asio::buffer(out_.front()), [this, self](boost::system::error_code ec, std::size_t) {
            if (ec) return drop();
            out_.pop_front();
            if (!out_.empty()) write();
        });
    }

    void drop()
    {
        boost::system::error_code ignored;
        sock_.close(ignored);
        mgr_.leave(shared_from_this());
    }

    tcp::socket sock_;
    Manager& mgr_;
    std::array<char, 2048> in_;
    std::deque<std::string> out_;
    bool done_ = false;
};

void Manager::toAll(const std::string& text)
{
    auto now = members_;
    for (auto& s : now) s->deliver(text);
}

class Server {
public:
    Server(asio::io_context& io, unsigned short port)
        : acc_(io, tcp::endpoint(tcp::v4(), port)), pause_(io) { next(); }
private:
    void next()
    {
        acc_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (!ec) {
                std::make_shared<Session>(std::move(s), mgr_)->start();
                return next();
            }
            pause_.expires_after(std::chrono::milliseconds(100));
            pause_.async_wait([this](boost::system::error_code) { next(); });
        });
    }
    tcp::acceptor acc_;
    asio::steady_timer pause_;
    Manager mgr_;
};
