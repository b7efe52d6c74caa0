// METAR download with Boost.Beast, all on one connection
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/version.hpp>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace beast = boost::beast;
namespace http = beast::http;
namespace net = boost::asio;

struct MetarJob {
    net::io_context ioc;
    beast::tcp_stream stream{ioc};
    beast::flat_buffer buf;
    beast::error_code ec;

    template <class Start>
    bool step(Start&& start) {
        ec = {};
        stream.expires_after(std::chrono::seconds(8));
        start([this](beast::error_code e, auto&&...) { ec = e; });
        ioc.restart();
        ioc.run();
        return !ec;
    }

    bool connect(const std::string& host) {
        net::ip::tcp::resolver res(ioc);
        auto eps = res.resolve(host, "80", ec);
        if (ec) return false;
        return step([&](auto cb) { stream.async_connect(eps, cb); });
    }

    std::string fetch(const std::string& host, const std::string& icao) {
        http::request<http::empty_body> rq{http::verb::get, "/metar/" + icao, 11};
        rq.set(http::field::host, host);
        rq.set(http::field::user_agent, "dispatch/2.3");
        http::response<http::string_body> rs;
        if (!step([&](auto cb) { http::async_write(stream, rq, cb); })) return {};
        if (!step([&](auto cb) { http::async_read(stream, buf, rs, cb); })) return {};
        if (rs.result() != http::status::ok) return {};
        return rs.body();
    }
};

std::map<std::string, std::string> metars(const std::string& host, const std::vector<std::string>& fields) {
    std::map<std::string, std::string> all;
    MetarJob job;
    if (!job.connect(host)) return all;
    for (const auto& f : fields) {
        auto text = job.fetch(host, f);
        if (job.ec) break;
        if (!text.empty()) all[f] = text;
    }
    beast::error_code ignored;
    job.stream.socket().shutdown(net::ip::tcp::socket::shutdown_both, ignored);
    job.stream.close();
    return all;
}
