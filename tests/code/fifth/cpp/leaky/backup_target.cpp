#include <boost/asio.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fstream>
#include <iostream>
#include <vector>

namespace net = boost::asio;
using net::ip::tcp;
using net::awaitable;
using net::use_awaitable;

// Nightly backup target: agents of the hospital sites stream their archive over the WAN (80 ms).

awaitable<void> store_archive(tcp::socket s)
{
    static unsigned counter = 0;
    const auto path = "/backup/in/" + std::to_string(++counter) + ".tar.zst.part";
    try {
        std::ofstream out(path, std::ios::binary);
        std::vector<char> chunk(256 * 1024);
        net::steady_timer stall(s.get_executor());
        for (;;) {
            stall.expires_after(std::chrono::minutes(2));
            stall.async_wait([&s](boost::system::error_code ec) { if (!ec) s.cancel(); });
            boost::system::error_code ec;
            auto n = co_await s.async_read_some(net::buffer(chunk),
                                                net::redirect_error(use_awaitable, ec));
            stall.cancel();
            if (ec == net::error::eof)
                break;
            if (ec)
                throw boost::system::system_error(ec);
            out.write(chunk.data(), static_cast<std::streamsize>(n));
        }
        out.close();
        std::rename(path.c_str(), path.substr(0, path.size() - 5).c_str());
        co_await net::async_write(s, net::buffer("STORED\n", 7), use_awaitable);
    } catch (const std::exception& e) {
        std::cerr << path << ": " << e.what() << '\n';
    }
}

awaitable<void> accept_sites(unsigned short port)
{
    auto ex = co_await net::this_coro::executor;
    tcp::acceptor a(ex);
    a.open(tcp::v6());
    a.set_option(tcp::acceptor::reuse_address(true));
    a.set_option(net::socket_base::receive_buffer_size(8192));
    a.bind({tcp::v6(), port});
    a.listen();
    for (;;) {
        boost::system::error_code ec;
        tcp::socket s = co_await a.async_accept(net::redirect_error(use_awaitable, ec));
        if (ec) {
            net::steady_timer pause(ex, std::chrono::milliseconds(250));
            co_await pause.async_wait(use_awaitable);
            continue;
        }
        s.set_option(net::socket_base::keep_alive(true));
        net::co_spawn(ex, store_archive(std::move(s)), net::detached);
    }
}

int main()
{
    net::io_context io(1);
    net::co_spawn(io, accept_sites(8730), net::detached);
    io.run();
}
