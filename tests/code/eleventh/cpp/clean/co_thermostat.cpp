#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <iostream>

// Thermostat server, C++20 coroutines. Client sends "SET room temp\n" or "GET room\n".

namespace net = boost::asio;
using net::ip::tcp;
using net::awaitable;
using net::use_awaitable;
using namespace net::experimental::awaitable_operators;
using namespace std::chrono_literals;

awaitable<void> expire(std::chrono::steady_clock::duration d)
{
    net::steady_timer t(co_await net::this_coro::executor);
    t.expires_after(d);
    co_await t.async_wait(use_awaitable);
}

std::string handle(const std::string& line)
{
    return line.rfind("SET ", 0) == 0 ? "OK\n" : "21.5\n";
}

awaitable<void> client(tcp::socket sock)
{
    try {
        sock.set_option(tcp::no_delay(true));
        std::string in;
        for (;;) {
            auto got = co_await (net::async_read_until(sock, net::dynamic_buffer(in, 512), '\n', use_awaitable)
                                 || expire(5min));
            if (got.index() == 1)
                co_return;                      // sock goes with the frame
            const auto n = std::get<0>(got);
            const std::string answer = handle(in.substr(0, n));
            in.erase(0, n);
            auto put = co_await (net::async_write(sock, net::buffer(answer), use_awaitable)
                                 || expire(10s));
            if (put.index() == 1)
                co_return;
        }
    } catch (const boost::system::system_error& e) {
        if (e.code() != net::error::eof)
            std::cerr << "thermostat: " << e.what() << '\n';
    }
}

awaitable<void> listener(tcp::acceptor acc)
{
    for (;;) {
        boost::system::error_code ec;
        tcp::socket s = co_await acc.async_accept(net::redirect_error(use_awaitable, ec));
        if (ec) {
            std::cerr << "accept: " << ec.message() << '\n';
            co_await expire(1s);
            continue;
        }
        net::co_spawn(acc.get_executor(), client(std::move(s)), net::detached);
    }
}

int main()
{
    net::io_context io;
    net::co_spawn(io, listener(tcp::acceptor(io, {tcp::v4(), 7788})), net::detached);
    io.run();
}
