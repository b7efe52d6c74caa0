#include <boost/asio.hpp>
#include <deque>
#include <iostream>
#include <memory>
#include <set>

using boost::asio::ip::tcp;

// Chess lobby. Every player session lives in Lobby::players_ and gets all the lines.
class Player;
class Lobby {
public:
    void enter(std::shared_ptr<Player> p) { players_.insert(std::move(p)); }
    void leave(const std::shared_ptr<Player>& p) { players_.erase(p); }
    void say(const std::string& line);
private:
    std::set<std::shared_ptr<Player>> players_;
};

class Player : public std::enable_shared_from_this<Player> {
public:
    Player(tcp::socket s, Lobby& l) : socket_(std::move(s)), lobby_(l) {}

    void start()
    {
        lobby_.enter(shared_from_this());
        read();
    }

    void deliver(const std::string& line)
    {
        if (outbox_.size() >= 200) {
            boost::system::error_code ignored;
            socket_.shutdown(tcp::socket::shutdown_both, ignored);
            return;
        }
        outbox_.push_back(line);
        if (outbox_.size() == 1)
            write();
    }

private:
    void read()
    {
        auto self = shared_from_this();
        boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(in_, 1024), '\n',
            [this, self](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    std::clog << "player finished: " << ec.message() << '\n';
                    return;
                }
                lobby_.say(in_.substr(0, n));
                in_.erase(0, n);
                read();
            });
    }

    void write()
    {
        auto self = shared_from_this();
        boost::asio::async_write(socket_, boost::asio::buffer(outbox_.front()),
            [this, self](boost::system::error_code ec, std::size_t) {
                if (ec) {
                    boost::system::error_code ignored;
                    socket_.close(ignored);
                    lobby_.leave(self);
                    return;
                }
                outbox_.pop_front();
                if (!outbox_.empty())
                    write();
            });
    }

    tcp::socket socket_;
    Lobby& lobby_;
    std::string in_;
    std::deque<std::string> outbox_;
};

void Lobby::say(const std::string& line)
{
    auto copy = players_;
    for (auto& p : copy)
        p->deliver(line);
}
