using asio::ip::tcp;

class session : public std::enable_shared_from_this<session> {
public:
    explicit session(tcp::socket sock)
        : sock_(std::move(sock)), idle_(sock_.get_executor()) {}

    void go() { arm(); do_read(); }

private:
    void arm() {
        idle_.expires_after(std::chrono::seconds(90));
        idle_.async_wait([wp = weak_from_this()](std::error_code ec) {
            if (ec) return;
            if (auto self = wp.lock()) {
                std::error_code ignored;
                self->sock_.close(ignored);
            }
        });
    }

    void do_read() {
        sock_.async_read_some(asio::buffer(data_),
            [self = shared_from_this()](std::error_code ec, std::size_t n) {
                if (ec)
                    return;                 // last reference goes, socket with it
                self->arm();
                self->do_write(n);
            });
    }

    void do_write(std::size_t n) {
        asio::async_write(sock_, asio::buffer(data_, n),
            [self = shared_from_this()](std::error_code ec, std::size_t) {
                if (!ec) self->do_read();
            });
    }

    tcp::socket sock_;
    asio::steady_timer idle_;
    std::array<char, 8192> data_;
};

class server {
public:
    server(asio::io_context& io, unsigned short port)
        : acc_(io, tcp::endpoint(tcp::v4(), port)), retry_(io) { next(); }
private:
    void next() {
        acc_.async_accept([this](std::error_code ec, tcp::socket s) {
            if (ec) {
                retry_.expires_after(std::chrono::milliseconds(100));
                retry_.async_wait([this](std::error_code e) { if (!e) next(); });
                return;
            }
            std::make_shared<session>(std::move(s))->go();
            next();
        });
    }
    tcp::acceptor acc_;
    asio::steady_timer retry_;
};
