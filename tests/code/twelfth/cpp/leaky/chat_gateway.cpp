// Chat gateway for the support desk widget. One process per region.
#include <boost/asio.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

class Desk;

class Visitor : public std::enable_shared_from_this<Visitor> {
public:
    Visitor(tcp::socket s, Desk& d, unsigned id) : sock_(std::move(s)), desk_(d), id_(id) {}
    void start() { readLine(); }
    void push(const std::string& line) {
        bool idle = out_.empty();
        out_ += line;
        if (idle) flush();
    }
private:
    void readLine();
    void flush() {
        auto self = shared_from_this();
        sending_ = std::make_shared<std::string>(out_);
        asio::async_write(sock_, asio::buffer(*sending_),
            [this, self](boost::system::error_code ec, std::size_t n) {
                out_.erase(0, n);
                if (!ec && !out_.empty()) flush();
            });
    }
    tcp::socket sock_;
    Desk& desk_;
    unsigned id_;
    asio::streambuf in_{8192};
    std::string out_;
    std::shared_ptr<std::string> sending_;
};

class Desk {
public:
    Desk(asio::io_context& io, unsigned short port)
        : acc_(io, tcp::endpoint(tcp::v4(), port)), pause_(io) { next(); }
    void say(unsigned from, const std::string& text) {
        for (auto& kv : visitors_)
            if (kv.first != from) kv.second->push(text + "\n");
    }
private:
    void next() {
        acc_.async_accept([this](boost::system::error_code ec, tcp::socket s) {
            if (!ec) {
                s.set_option(tcp::no_delay(true), ec);
                s.set_option(asio::socket_base::keep_alive(true), ec);
                auto v = std::make_shared<Visitor>(std::move(s), *this, ++seq_);
                visitors_[seq_] = v;
                v->start();
            }
            pause_.expires_after(std::chrono::milliseconds(ec ? 200 : 0));
            pause_.async_wait([this](boost::system::error_code) { next(); });
        });
    }
    tcp::acceptor acc_;
    asio::steady_timer pause_;
    std::map<unsigned, std::shared_ptr<Visitor>> visitors_;
    unsigned seq_ = 0;
};

void Visitor::readLine() {
    auto self = shared_from_this();
    asio::async_read_until(sock_, in_, '\n', [this, self](boost::system::error_code ec, std::size_t) {
        if (ec) {
            std::clog << "visitor " << id_ << " gone: " << ec.message() << "\n";
            return;
        }
        std::istream is(&in_);
        std::string line;
        std::getline(is, line);
        desk_.say(id_, line);
        readLine();
    });
}

int main() {
    asio::io_context io;
    Desk desk(io, 7070);
    io.run();
}
