#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <iostream>
#include <memory>
#include <string>

using boost::asio::ip::tcp;
using boost::system::error_code;

struct Jukebox {
    std::string execute(const std::string& cmd);   // jukebox.cpp
};

class Remote : public std::enable_shared_from_this<Remote> {
    tcp::socket socket_;
    boost::asio::steady_timer idle_;
    Jukebox& box_;
    std::string in_;
    std::deque<std::string> out_;

public:
    Remote(tcp::socket s, Jukebox& b) : socket_(std::move(s)), idle_(socket_.get_executor()), box_(b) {}

    void start() {
        error_code ec;
        socket_.set_option(tcp::no_delay(true), ec);
        read();
    }

private:
    void stop() {
        error_code ec;
        idle_.cancel();
        socket_.close(ec);
    }

    void read() {
        idle_.expires_after(std::chrono::minutes(10));
        idle_.async_wait([w = weak_from_this()](error_code ec) {
            if (ec) return;
            if (auto self = w.lock()) self->stop();
        });
        boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(in_, 1024), '\n',
            [self = shared_from_this()](error_code ec, std::size_t n) {
                if (ec) {
                    self->stop();
                    return;
                }
                std::string cmd = self->in_.substr(0, n - 1);
                self->in_.erase(0, n);
                self->reply(self->box_.execute(cmd) + "\n");
                self->read();
            });
    }

    void reply(std::string text) {
        if (out_.size() > 100) return stop();
        out_.push_back(std::move(text));
        if (out_.size() == 1) flush();
    }

    void flush() {
        boost::asio::async_write(socket_, boost::asio::buffer(out_.front()),
            [self = shared_from_this()](error_code ec, std::size_t) {
                if (ec) return self->stop();
                self->out_.pop_front();
                if (!self->out_.empty()) self->flush();
            });
    }
};

void listen(tcp::acceptor& acc, boost::asio::steady_timer& pause, Jukebox& box) {
    acc.async_accept([&](error_code ec, tcp::socket s) {
        if (!ec) {
            std::make_shared<Remote>(std::move(s), box)->start();
            return listen(acc, pause, box);
        }
        std::cerr << "accept: " << ec.message() << '\n';
        if (ec == boost::asio::error::operation_aborted) return;
        pause.expires_after(std::chrono::milliseconds(500));
        pause.async_wait([&](error_code e) { if (!e) listen(acc, pause, box); });
    });
}
