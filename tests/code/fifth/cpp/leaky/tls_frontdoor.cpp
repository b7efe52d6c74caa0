#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using Stream = ssl::stream<tcp::socket>;

// Payment terminals gateway, blocking style, thread per terminal.

bool terminal_known(const std::string& cert_subject);   // asks the Oracle directory
void run_terminal(std::unique_ptr<Stream> s);           // whole session; destroys the stream at its end

static std::string subject_of(Stream& s)
{
    char name[256] = "";
    if (X509* x = SSL_get_peer_certificate(s.native_handle())) {
        X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
        X509_free(x);
    }
    return name;
}

static void set_timeouts(tcp::socket& s)
{
    timeval tv{20, 0};
    ::setsockopt(s.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(s.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
}

int main()
{
    boost::asio::io_context io;
    ssl::context ctx(ssl::context::tls_server);
    ctx.use_certificate_chain_file("/etc/termgw/chain.pem");
    ctx.use_private_key_file("/etc/termgw/key.pem", ssl::context::pem);
    ctx.load_verify_file("/etc/termgw/ca.pem");
    ctx.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);

    tcp::acceptor acceptor(io, tcp::endpoint(tcp::v6(), 5443));
    while (true) {
        auto stream = std::make_unique<Stream>(io, ctx);
        boost::system::error_code ec;
        acceptor.accept(stream->lowest_layer(), ec);
        if (ec) {
            std::cerr << "accept: " << ec.message() << '\n';
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        stream->lowest_layer().set_option(tcp::no_delay(true));
        set_timeouts(stream->next_layer());
        stream->handshake(Stream::server, ec);
        if (ec) {
            std::cerr << "handshake: " << ec.message() << '\n';
            continue;
        }
        const std::string who = subject_of(*stream);
        if (!terminal_known(who)) {
            std::cerr << "unknown terminal " << who << '\n';
            stream->shutdown(ec);
            continue;
        }
        std::thread(run_terminal, std::move(stream)).detach();
    }
}
