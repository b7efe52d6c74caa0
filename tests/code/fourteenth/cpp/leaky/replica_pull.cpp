#include <boost/asio.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

using boost::asio::ip::tcp;

/**
 * Pulls a snapshot (some 40 GB) from the primary in Frankfurt to the Sydney site.
 */
class SnapshotPuller {
public:
    SnapshotPuller(boost::asio::io_context& io, std::string host)
        : m_io(io), m_socket(io), m_deadline(io), m_host(std::move(host)) {}

    void run(const std::string& target) {
        m_out.open(target, std::ios::binary);
        if (!m_out) throw std::runtime_error("cannot write " + target);
        tcp::resolver r(m_io);
        auto eps = r.resolve(m_host, "9470");
        arm();
        boost::asio::async_connect(m_socket, eps,
            [this](boost::system::error_code ec, const tcp::endpoint&) {
                if (ec) return done(ec);
                // the appliance image has only 512 MB, keep buffers down
                m_socket.set_option(boost::asio::socket_base::receive_buffer_size(4096));
                pull();
            });
        m_io.run();
    }

private:
    void arm() {
        m_deadline.expires_after(std::chrono::seconds(60));
        m_deadline.async_wait([this](boost::system::error_code ec) {
            if (!ec) m_socket.close();
        });
    }

    void pull() {
        arm();
        m_socket.async_read_some(boost::asio::buffer(m_chunk),
            [this](boost::system::error_code ec, std::size_t n) {
                m_out.write(m_chunk.data(), static_cast<std::streamsize>(n));
                m_total += n;
                if (ec) return done(ec);
                pull();
            });
    }

    void done(boost::system::error_code ec) {
        boost::system::error_code ignored;
        m_deadline.cancel();
        m_socket.close(ignored);
        m_out.flush();
        std::clog << m_host << ": " << m_total << " bytes, "
                  << (ec == boost::asio::error::eof ? "complete" : ec.message()) << '\n';
    }

    boost::asio::io_context& m_io;
    tcp::socket m_socket;
    boost::asio::steady_timer m_deadline;
    std::string m_host;
    std::vector<char> m_chunk = std::vector<char>(262144);
    std::ofstream m_out;
    unsigned long long m_total = 0;
};
