#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <cstdio>
#include <string>

namespace net = boost::asio;
using net::awaitable;
using net::use_awaitable;
using net::ip::tcp;
using namespace net::experimental::awaitable_operators;
using namespace std::chrono_literals;

// barcode scanners of the goods-in gates
awaitable<void> patience(std::chrono::steady_clock::duration d)
{
    net::steady_timer t(co_await net::this_coro::executor);
    t.expires_after(d);
    co_await t.async_wait(use_awaitable);
}

awaitable<void> gate(tcp::socket sock)
{
    std::string data;
    try {
        sock.set_option(tcp::no_delay(true));
        for (;;) {
            auto got = co_await (net::async_read_until(sock, net::dynamic_buffer(data, 4096), "\r", use_awaitable)
                                 || patience(10min));
            if (got.index() == 1) {
                std::printf("gate silent, hanging up\n");
                break;
            }
            std::size_t n = std::get<0>(got);
            std::string ack = "ACK " + data.substr(0, n - 1) + "\r";
            data.erase(0, n);
            auto sent = co_await (net::async_write(sock, net::buffer(ack), use_awaitable) || patience(15s));
            if (sent.index() == 1)
                break;
        }
    } catch (const boost::system::system_error& e) {
        if (e.code() != net::error::eof)
            std::fprintf(stderr, "gate: %s\n", e.what());
    }
    // sock goes out of scope with the frame
}

awaitable<void> door(unsigned short port)
{
    auto ex = co_await net::this_coro::executor;
    tcp::acceptor acc(ex, {tcp::v6(), port});
    for (;;) {
        auto [ec, s] = co_await acc.async_accept(net::as_tuple(use_awaitable));
        if (ec) {
            std::fprintf(stderr, "accept: %s\n", ec.message().c_str());
            co_await patience(300ms);
            continue;
        }
        net::co_spawn(ex, gate(std::move(s)), net::detached);
    }
}

int main()
{
    net::io_context io(1);
    net::co_spawn(io, door(4001), net::detached);
    io.run();
}
