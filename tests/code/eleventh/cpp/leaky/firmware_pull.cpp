#include <boost/asio.hpp>
#include <boost/asio/steady_timer.hpp>
#include <array>
#include <fstream>
#include <functional>
#include <iostream>

using boost::asio::ip::tcp;
using boost::system::error_code;

// Fetches a firmware image (200-700 MB) from the build farm overseas.
class FirmwarePull
{
    boost::asio::io_context& io_;
    tcp::socket sock_;
    boost::asio::steady_timer watchdog_;
    std::ofstream out_;
    std::string request_;
    std::array<char, 131072> chunk_{};
    std::uint64_t total_ = 0;

public:
    FirmwarePull(boost::asio::io_context& io, const std::string& image)
        : io_(io), sock_(io), watchdog_(io),
          out_(image + ".part", std::ios::binary), request_("PULL " + image + "\n") {}

    void run(const tcp::endpoint& farm)
    {
        error_code ec;
        sock_.open(farm.protocol(), ec);
        if (ec) { finish(ec); return; }
        sock_.set_option(boost::asio::socket_base::receive_buffer_size(4096), ec);
        arm(10);
        sock_.async_connect(farm, [this](error_code e) {
            if (e) { finish(e); return; }
            boost::asio::async_write(sock_, boost::asio::buffer(request_),
                [this](error_code e2, std::size_t) { e2 ? finish(e2) : next(); });
        });
    }

private:
    void arm(int seconds)
    {
        watchdog_.expires_after(std::chrono::seconds(seconds));
        watchdog_.async_wait([this](error_code e) {
            if (e) return;
            error_code ignore;
            sock_.close(ignore);        // the pending operation ends with operation_aborted
        });
    }

    void next()
    {
        arm(60);
        sock_.async_read_some(boost::asio::buffer(chunk_), [this](error_code e, std::size_t n) {
            out_.write(chunk_.data(), static_cast<std::streamsize>(n));
            total_ += n;
            e ? finish(e) : next();
        });
    }

    void finish(error_code e)
    {
        watchdog_.cancel();
        error_code ignore;
        sock_.close(ignore);
        out_.close();
        std::cout << total_ << " bytes, " << e.message() << std::endl;
    }
};
