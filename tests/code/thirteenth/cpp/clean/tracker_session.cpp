#include <boost/asio.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <set>

namespace asio = boost::asio;
using asio::ip::tcp;

// Vehicle trackers; one TrackerSession per truck, registered while it is alive.
class TrackerSession;
using Registry = std::set<std::shared_ptr<TrackerSession>>;

void savePosition(const std::string& line);

class TrackerSession : public std::enable_shared_from_this<TrackerSession> {
public:
    TrackerSession(tcp::socket s, Registry& r)
        : socket_(std::move(s)), idle_(socket_.get_executor()), registry_(r) {}

    void start()
    {
        boost::system::error_code ec;
        socket_.set_option(tcp::no_delay(true), ec);
        registry_.insert(shared_from_this());
        read();
    }

    void stop()
    {
        boost::system::error_code ignored;
        idle_.cancel();
        socket_.close(ignored);
        registry_.erase(shared_from_this());
    }

private:
    void armIdle()
    {
        idle_.expires_after(std::chrono::minutes(6));
        idle_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
            if (!ec) {
                std::clog << "tracker silent\n";
                self->stop();
            }
        });
    }

    void read()
    {
        armIdle();
        asio::async_read_until(socket_, asio::dynamic_buffer(buf_, 4096), '\n',
            [self = shared_from_this()](boost::system::error_code ec, std::size_t n) {
                if (ec) {
                    if (ec != asio::error::eof && ec != asio::error::operation_aborted)
                        std::clog << "tracker: " << ec.message() << '\n';
                    self->stop();
                    return;
                }
                savePosition(self->buf_.substr(0, n));
                self->buf_.erase(0, n);
                self->ack();
            });
    }

    void ack()
    {
        asio::async_write(socket_, asio::buffer("OK\n", 3),
            [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
                if (ec)
                    self->stop();
                else
                    self->read();
            });
    }

    tcp::socket        socket_;
    asio::steady_timer idle_;
    Registry&          registry_;
    std::string        buf_;
};
