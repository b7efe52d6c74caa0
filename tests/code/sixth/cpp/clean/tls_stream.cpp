#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>
#include <string>

int dialTcp(const std::string& host, int port, int seconds);  // timeouts and NODELAY are set there

// The BIO owns the descriptor (BIO_CLOSE), the SSL owns the BIO.
class TlsStream {
    struct Free {
        void operator()(SSL* s) const { SSL_free(s); }
    };
    std::unique_ptr<SSL, Free> ssl_;
    bool broken_ = false;

public:
    TlsStream(SSL_CTX* ctx, const std::string& host, int port) : ssl_(SSL_new(ctx)) {
        if (!ssl_) throw std::runtime_error("SSL_new");
        int fd = dialTcp(host, port, 5);
        if (fd < 0) throw std::runtime_error("connect " + host);
        BIO* bio = BIO_new_socket(fd, BIO_CLOSE);
        if (!bio) {
            ::close(fd);
            throw std::runtime_error("BIO");
        }
        SSL_set_bio(ssl_.get(), bio, bio);
        SSL_set_tlsext_host_name(ssl_.get(), host.c_str());
        if (SSL_set1_host(ssl_.get(), host.c_str()) != 1 || SSL_connect(ssl_.get()) != 1)
            throw std::runtime_error("handshake with " + host);
    }
    ~TlsStream() {
        if (ssl_ && !broken_) SSL_shutdown(ssl_.get());
    }
    TlsStream(TlsStream&&) = default;

    void write(const std::string& s) {
        if (SSL_write(ssl_.get(), s.data(), static_cast<int>(s.size())) <= 0) {
            broken_ = true;
            throw std::runtime_error("tls write");
        }
    }

    std::string line() {
        std::string l;
        char b[512];
        for (;;) {
            int n = SSL_read(ssl_.get(), b, sizeof b);
            if (n <= 0) {
                broken_ = SSL_get_error(ssl_.get(), n) != SSL_ERROR_ZERO_RETURN;
                throw std::runtime_error("tls read");
            }
            l.append(b, static_cast<size_t>(n));
            if (l.back() == '\n' || l.size() > 65536) return l;
        }
    }
};

std::string signRequest(SSL_CTX* ctx, const std::string& csr) {
    TlsStream t(ctx, "ca.internal", 8443);
    t.write("SIGN " + csr + "\n");
    return t.line();
}
