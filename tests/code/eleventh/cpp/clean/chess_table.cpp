#include <boost/asio.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <unordered_set>

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;

class Player;
using Table = std::unordered_set<std::shared_ptr<Player>>;

class Player : public std::enable_shared_from_this<Player> {
    tcp::socket sock_;
    asio::steady_timer idle_;
    Table& table_;
    std::string in_, out_, sending_;
    bool writing_ = false, closed_ = false;

public:
    Player(tcp::socket s, Table& t) : sock_(std::move(s)), idle_(sock_.get_executor()), table_(t) {}

    void start() {
        error_code ignored;
        sock_.set_option(tcp::no_delay(true), ignored);
        table_.insert(shared_from_this());
        read();
    }

    void tell(const std::string& move) {
        if (closed_) return;
        out_ += move;
        if (out_.size() > 65536) { quit("reads too slowly"); return; }
        if (!writing_) write();
    }

private:
    void quit(const std::string& why) {
        if (closed_) return;
        closed_ = true;
        std::clog << "player leaves: " << why << "\n";
        error_code ignored;
        idle_.cancel();
        sock_.shutdown(tcp::socket::shutdown_both, ignored);
        sock_.close(ignored);
        asio::post(idle_.get_executor(), [self = shared_from_this()] { self->table_.erase(self); });
    }

    void read() {
        idle_.expires_after(std::chrono::minutes(20));
        idle_.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec) self->quit("thinks too long");
        });
        asio::async_read_until(sock_, asio::dynamic_buffer(in_, 256), '\n',
            [self = shared_from_this()](error_code ec, std::size_t n) {
                if (ec) { self->quit(ec.message()); return; }
                const std::string move = self->in_.substr(0, n);
                self->in_.erase(0, n);
                for (auto& p : self->table_)
                    if (p != self) p->tell(move);
                self->read();
            });
    }

    void write() {
        writing_ = true;
        sending_.swap(out_);
        out_.clear();
        asio::async_write(sock_, asio::buffer(sending_),
            [self = shared_from_this()](error_code ec, std::size_t) {
                self->writing_ = false;
                if (ec) { self->quit(ec.message()); return; }
                if (!self->out_.empty()) self->write();
            });
    }
};

void host(tcp::acceptor& acc, asio::steady_timer& backoff, Table& table) {
    acc.async_accept([&](error_code ec, tcp::socket s) {
        if (ec == asio::error::operation_aborted) return;
        if (!ec) {
            std::make_shared<Player>(std::move(s), table)->start();
            host(acc, backoff, table);
            return;
        }
        std::clog << "accept: " << ec.message() << "\n";
        backoff.expires_after(std::chrono::milliseconds(500));
        backoff.async_wait([&](error_code e) { if (!e) host(acc, backoff, table); });
    });
}
