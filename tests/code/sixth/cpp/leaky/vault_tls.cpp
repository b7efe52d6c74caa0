#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <memory>
#include <string>

// netutil.cpp: connects with timeouts and TCP_NODELAY set, -1 on failure
int dialTcp(const std::string& host, int port, int seconds);

class VaultLink {
public:
    static std::unique_ptr<VaultLink> open(SSL_CTX* ctx, const std::string& host, std::string& why) {
        int fd = dialTcp(host, 8200, 5);
        if (fd < 0) {
            why = "connect";
            return nullptr;
        }
        SSL* ssl = SSL_new(ctx);
        if (!ssl) {
            ::close(fd);
            why = "SSL_new";
            return nullptr;
        }
        SSL_set_fd(ssl, fd);
        SSL_set_tlsext_host_name(ssl, host.c_str());
        SSL_set1_host(ssl, host.c_str());
        if (SSL_connect(ssl) != 1) {
            char b[160];
            ERR_error_string_n(ERR_get_error(), b, sizeof b);
            why = b;
            SSL_free(ssl);
            return nullptr;
        }
        return std::unique_ptr<VaultLink>(new VaultLink(ssl, fd));
    }

    ~VaultLink() {
        SSL_shutdown(ssl_);
        SSL_free(ssl_);
        ::close(fd_);
    }

    bool secret(const std::string& path, std::string& out) {
        const std::string q = "READ " + path + "\n";
        if (SSL_write(ssl_, q.data(), static_cast<int>(q.size())) <= 0) return false;
        char b[2048];
        out.clear();
        int n;
        while ((n = SSL_read(ssl_, b, sizeof b)) > 0) {
            out.append(b, static_cast<size_t>(n));
            if (out.back() == '\n') return true;
        }
        return false;
    }

private:
    VaultLink(SSL* s, int fd) : ssl_(s), fd_(fd) {}
    SSL* ssl_;
    int fd_;
};
