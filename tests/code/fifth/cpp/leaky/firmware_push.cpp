#include <boost/asio.hpp>
#include <array>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>

namespace asio = boost::asio;
using asio::ip::tcp;

// Pushes a firmware image to thermostats; they connect, say which image, we stream blocks.
struct Transfer : std::enable_shared_from_this<Transfer>
{
    explicit Transfer(tcp::socket s) : peer(std::move(s)), guard(peer.get_executor()) {}

    tcp::socket peer;
    asio::steady_timer guard;
    std::ifstream image;
    std::array<char, 8192> block;
    std::array<char, 64> name;
    std::function<void()> next;

    void begin()
    {
        auto self = shared_from_this();
        guard.expires_after(std::chrono::minutes(10));
        guard.async_wait([w = weak_from_this()](boost::system::error_code ec) {
            auto t = w.lock();
            if (!ec && t) {
                boost::system::error_code ignored;
                t->peer.cancel(ignored);
            }
        });
        asio::async_read(peer, asio::buffer(name),
            [this, self](boost::system::error_code ec, std::size_t) {
                if (ec) {
                    guard.cancel();
                    return;
                }
                name.back() = '\0';
                image.open(std::string("/var/fw/") + name.data(), std::ios::binary);
                next = [this, self] { send_block(); };
                next();
            });
    }

    void send_block()
    {
        image.read(block.data(), block.size());
        const auto n = image.gcount();
        if (n <= 0) {
            std::cout << "image " << name.data() << " delivered\n";
            guard.cancel();
            return;
        }
        asio::async_write(peer, asio::buffer(block.data(), static_cast<std::size_t>(n)),
            [this, self = shared_from_this()](boost::system::error_code ec, std::size_t) {
                if (ec) {
                    guard.cancel();
                    next = nullptr;
                    return;
                }
                next();
            });
    }
};

asio::awaitable<void> listen_forever(unsigned short port)
{
    auto ex = co_await asio::this_coro::executor;
    tcp::acceptor acc(ex, {tcp::v4(), port});
    for (;;) {
        boost::system::error_code ec;
        auto s = co_await acc.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) {
            asio::steady_timer t(ex, std::chrono::milliseconds(100));
            co_await t.async_wait(asio::use_awaitable);
            continue;
        }
        std::make_shared<Transfer>(std::move(s))->begin();
    }
}
