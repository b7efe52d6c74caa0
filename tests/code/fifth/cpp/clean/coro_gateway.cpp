#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <iostream>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::awaitable;
using asio::use_awaitable;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

// Gateway for parking meters: line protocol in, one backend connection per meter.

awaitable<void> timeout(std::chrono::steady_clock::duration d)
{
    asio::steady_timer t(co_await asio::this_coro::executor);
    t.expires_after(d);
    co_await t.async_wait(use_awaitable);
}

awaitable<void> one_way(tcp::socket& from, tcp::socket& to)
{
    std::array<char, 4096> buf;
    for (;;) {
        boost::system::error_code ec;
        auto n = co_await from.async_read_some(asio::buffer(buf), asio::redirect_error(use_awaitable, ec));
        if (ec)
            break;
        co_await asio::async_write(to, asio::buffer(buf, n), use_awaitable);
    }
    boost::system::error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
}

awaitable<void> meter(tcp::socket m, tcp::endpoint backend)
{
    tcp::socket b(m.get_executor());
    try {
        auto connected = co_await (b.async_connect(backend, use_awaitable) || timeout(3s));
        if (connected.index() == 1) {
            std::cerr << "backend does not answer\n";
            co_return;          // both sockets are locals
        }
        m.set_option(tcp::no_delay(true));
        b.set_option(tcp::no_delay(true));
        co_await ((one_way(m, b) && one_way(b, m)) || timeout(15min));
    } catch (const std::exception& e) {
        std::cerr << "meter: " << e.what() << "\n";
    }
}

awaitable<void> listener(tcp::endpoint at, tcp::endpoint backend)
{
    auto ex = co_await asio::this_coro::executor;
    tcp::acceptor acc(ex, at);
    for (;;) {
        boost::system::error_code ec;
        auto s = co_await acc.async_accept(asio::redirect_error(use_awaitable, ec));
        if (ec) {
            co_await timeout(100ms);
            continue;
        }
        asio::co_spawn(ex, meter(std::move(s), backend), asio::detached);
    }
}

int main()
{
    asio::io_context io;
    asio::signal_set sig(io, SIGINT, SIGTERM);
    sig.async_wait([&](auto, auto) { io.stop(); });
    tcp::endpoint backend(asio::ip::make_address("10.2.0.9"), 8100);
    asio::co_spawn(io, listener({tcp::v4(), 8099}, backend), asio::detached);
    io.run();
}
