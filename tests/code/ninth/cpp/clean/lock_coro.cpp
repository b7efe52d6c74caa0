// Distributed-lock front end, C++20 coroutines
#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>

using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

static std::map<std::string, unsigned> owners;

struct HeldLocks {
    unsigned client;
    ~HeldLocks() {
        std::erase_if(owners, [this](const auto& kv) { return kv.second == client; });
    }
};

static std::string handle(unsigned client, const std::string& line) {
    if (line.rfind("LOCK ", 0) == 0) {
        auto [it, fresh] = owners.try_emplace(line.substr(5), client);
        return fresh || it->second == client ? "GRANTED\n" : "HELD\n";
    }
    if (line.rfind("FREE ", 0) == 0) {
        auto it = owners.find(line.substr(5));
        if (it == owners.end() || it->second != client) return "NOTYOURS\n";
        owners.erase(it);
        return "FREED\n";
    }
    return line == "PING" ? "PONG\n" : "WHAT\n";
}

static awaitable<void> expire(asio::steady_timer& t, std::chrono::seconds d) {
    t.expires_after(d);
    co_await t.async_wait(use_awaitable);
}

static awaitable<void> client(tcp::socket s, unsigned id) {
    HeldLocks held{id};
    asio::steady_timer t(s.get_executor());
    try {
        s.set_option(tcp::no_delay(true));
        std::string buf;
        for (;;) {
            auto r = co_await (asio::async_read_until(s, asio::dynamic_buffer(buf, 1024), '\n', use_awaitable)
                               || expire(t, 45s));
            if (r.index() == 1) {
                std::fprintf(stderr, "client %u silent, its locks go\n", id);
                break;
            }
            std::string line = buf.substr(0, std::get<0>(r) - 1);
            buf.erase(0, std::get<0>(r));
            auto answer = handle(id, line);
            auto w = co_await (asio::async_write(s, asio::buffer(answer), use_awaitable)
                               || expire(t, 10s));
            if (w.index() == 1)
                break;
        }
    } catch (const std::system_error& e) {
        if (e.code() != asio::error::eof)
            std::fprintf(stderr, "client %u: %s\n", id, e.what());
    }
    // s closes as the frame goes
}

static awaitable<void> listener(unsigned short port) {
    auto ex = co_await asio::this_coro::executor;
    tcp::acceptor acc(ex, {tcp::v4(), port});
    asio::steady_timer pause(ex);
    for (unsigned id = 1;; ++id) {
        auto [ec, s] = co_await acc.async_accept(asio::as_tuple(use_awaitable));
        if (ec) {
            co_await expire(pause, 1s);
            continue;
        }
        asio::co_spawn(ex, client(std::move(s), id), asio::detached);
    }
}

int main() {
    asio::io_context io(1);
    asio::co_spawn(io, listener(6200), asio::detached);
    io.run();
}
