#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <chrono>

using asio::ip::tcp;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

asio::awaitable<void> timeout(std::chrono::steady_clock::duration d)
{
    asio::steady_timer t(co_await asio::this_coro::executor);
    t.expires_after(d);
    co_await t.async_wait(asio::use_awaitable);
}

asio::awaitable<void> session(tcp::socket sock)
{
    std::array<char, 8192> data;
    try {
        sock.set_option(tcp::no_delay(true));
        for (;;) {
            auto r = co_await (sock.async_read_some(asio::buffer(data), asio::use_awaitable) || timeout(60s));
            if (r.index() == 1)
                co_return;
            const auto n = std::get<0>(r);
            auto w = co_await (asio::async_write(sock, asio::buffer(data, n), asio::use_awaitable) || timeout(60s));
            if (w.index() == 1)
                co_return;
        }
    } catch (const std::system_error& e) {
        if (e.code() != asio::error::eof)
            std::fprintf(stderr, "session: %s\n", e.what());
    }
}

asio::awaitable<void> listener(unsigned short port)
{
    auto ex = co_await asio::this_coro::executor;
    tcp::acceptor acc(ex, {tcp::v6(), port});
    for (;;) {
        auto sock = co_await acc.async_accept(asio::use_awaitable);
        asio::co_spawn(ex, session(std::move(sock)), asio::detached);
    }
}

int main()
{
    asio::io_context io;
    asio::co_spawn(io, listener(7000), asio::detached);
    io.run();
}
