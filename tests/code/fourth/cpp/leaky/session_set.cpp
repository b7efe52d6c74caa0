#include <boost/asio.hpp>
#include <memory>
#include <set>

using boost::asio::ip::tcp;

class ChatSession;
using SessionPtr = std::shared_ptr<ChatSession>;

struct Room {
    std::set<SessionPtr> members;
    void broadcast(std::string_view msg);
};

class ChatSession : public std::enable_shared_from_this<ChatSession> {
public:
    ChatSession(tcp::socket s, Room& room) : sock_(std::move(s)), room_(room) {}

    void start() {
        sock_.set_option(boost::asio::socket_base::keep_alive(true));
        room_.members.insert(shared_from_this());
        read();
    }

private:
    void read() {
        auto self = shared_from_this();
        sock_.async_read_some(boost::asio::buffer(buf_), [this, self](boost::system::error_code ec, std::size_t n) {
            if (ec) {
                if (ec != boost::asio::error::eof)
                    std::cerr << "read: " << ec.message() << '\n';
                return;
            }
            room_.broadcast({buf_.data(), n});
            read();
        });
    }

    tcp::socket sock_;
    Room& room_;
    std::array<char, 2048> buf_;
};

void do_accept(tcp::acceptor& acc, Room& room) {
    acc.async_accept([&](boost::system::error_code ec, tcp::socket s) {
        if (!ec)
            std::make_shared<ChatSession>(std::move(s), room)->start();
        do_accept(acc, room);
    });
}
