class Session : public std::enable_shared_from_this<Session> {
public:
    Session(boost::asio::ip::tcp::socket s, Hub& hub)
        : sock_(std::move(s)), timer_(sock_.get_executor()), hub_(hub) {}

    void run() {
        hub_.join(shared_from_this());
        arm();
        next();
    }

    void deliver(const std::string& m) {
        const bool busy = !out_.empty();
        out_.push_back(m);
        if (!busy) write();
    }

private:
    void next() {
        boost::asio::async_read_until(sock_, in_, '\n',
            [self = shared_from_this()](auto ec, std::size_t n) {
                if (ec) return self->stop();
                self->arm();
                self->hub_.publish(self->take(n));
                self->next();
            });
    }

    void write() {
        boost::asio::async_write(sock_, boost::asio::buffer(out_.front()),
            [self = shared_from_this()](auto ec, std::size_t) {
                if (ec) return self->stop();
                self->out_.pop_front();
                if (!self->out_.empty()) self->write();
            });
    }

    void arm() {
        timer_.expires_after(std::chrono::minutes(2));
        timer_.async_wait([self = shared_from_this()](auto ec) {
            if (!ec) self->stop();
        });
    }

    void stop() {
        boost::system::error_code ignored;
        hub_.leave(shared_from_this());
        timer_.cancel();
        sock_.close(ignored);
    }

    std::string take(std::size_t n);

    boost::asio::ip::tcp::socket sock_;
    boost::asio::steady_timer timer_;
    boost::asio::streambuf in_;
    std::deque<std::string> out_;
    Hub& hub_;
};
