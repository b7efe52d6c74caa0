#include <boost/asio.hpp>
#include <array>
#include <fstream>
#include <iostream>
#include <string>

using boost::asio::ip::tcp;

// Nightly pull of the tariff file from the regulator; plain HTTP/1.0, ends at eof.
bool pullTariff(const std::string& host, const std::string& path, const std::string& dest)
{
    boost::asio::io_context io;
    tcp::resolver res(io);
    tcp::socket s(io);
    boost::asio::steady_timer limit(io, std::chrono::minutes(5));
    std::string req = "GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
    std::array<char, 16384> chunk{};
    std::ofstream out(dest + ".part", std::ios::binary);
    bool complete = false;

    limit.async_wait([&](boost::system::error_code ec) {
        boost::system::error_code ignore;
        if (!ec) { res.cancel(); s.close(ignore); }
    });

    std::function<void()> more = [&] {
        s.async_read_some(boost::asio::buffer(chunk), [&](boost::system::error_code ec, size_t n) {
            out.write(chunk.data(), static_cast<std::streamsize>(n));
            if (!ec) return more();
            complete = ec == boost::asio::error::eof;
            limit.cancel();
        });
    };

    res.async_resolve(host, "http", [&](boost::system::error_code ec, tcp::resolver::results_type eps) {
        if (ec) { limit.cancel(); return; }
        boost::asio::async_connect(s, eps, [&](boost::system::error_code ec2, const tcp::endpoint&) {
            if (ec2) { limit.cancel(); return; }
            boost::asio::async_write(s, boost::asio::buffer(req),
                [&](boost::system::error_code ec3, size_t) {
                    if (ec3) { limit.cancel(); return; }
                    more();
                });
        });
    });

    io.run();
    out.close();
    if (!complete) {
        std::cerr << "tariff pull from " << host << " not complete\n";
        return false;
    }
    return std::rename((dest + ".part").c_str(), dest.c_str()) == 0;
}
