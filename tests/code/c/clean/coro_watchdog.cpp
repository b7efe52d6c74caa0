// co_await asio echo with timeout race
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using namespace asio::experimental::awaitable_operators;
asio::awaitable<void> watchdog(std::chrono::steady_clock::time_point& dl)
{
    asio::steady_timer t(co_await asio::this_coro::executor);
    auto now = std::chrono::steady_clock::now();
    while (dl > now) {
        t.expires_at(dl);
        co_await t.async_wait(asio::use_awaitable);
        now = std::chrono::steady_clock::now();
    }
}
asio::awaitable<void> echo(tcp::socket& s, std::chrono::steady_clock::time_point& dl)
{
    std::array<char, 4096> d;
    for (;;) {
        dl = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        auto n = co_await s.async_read_some(asio::buffer(d), asio::use_awaitable);
        co_await asio::async_write(s, asio::buffer(d, n), asio::use_awaitable);
    }
}
asio::awaitable<void> handle(tcp::socket s)
{
    std::chrono::steady_clock::time_point dl{};
    try {
        co_await (echo(s, dl) && watchdog(dl));
    } catch (const std::exception& e) {
        std::clog << e.what() << '\n';
    }
}
asio::awaitable<void> listen(tcp::acceptor& a)
{
    for (;;) {
        auto [ec, s] = co_await a.async_accept(asio::as_tuple(asio::use_awaitable));
        if (ec) {
            asio::steady_timer t(a.get_executor(), std::chrono::milliseconds(250));
            co_await t.async_wait(asio::use_awaitable);
            continue;
        }
        asio::co_spawn(a.get_executor(), handle(std::move(s)), asio::detached);
    }
}
