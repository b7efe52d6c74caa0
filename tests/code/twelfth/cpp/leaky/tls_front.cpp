#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cstring>
#include <iostream>
#include <memory>
#include <thread>

// Front end of the document signing service.

struct SslDel { void operator()(SSL* s) const { int fd = SSL_get_fd(s); SSL_free(s); if (fd >= 0) ::close(fd); } };
using SslPtr = std::unique_ptr<SSL, SslDel>;

static void talk(SslPtr ssl) {
    char req[16384];
    for (;;) {
        int n = SSL_read(ssl.get(), req, sizeof req);
        if (n <= 0) break;
        std::string sig = "signed:" + std::to_string(n) + "\n";
        if (SSL_write(ssl.get(), sig.data(), (int)sig.size()) <= 0) return;
    }
    SSL_shutdown(ssl.get());
}

int main() {
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX* ctx = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(ctx, "/etc/signer/cert.pem") != 1 ||
        SSL_CTX_use_PrivateKey_file(ctx, "/etc/signer/key.pem", SSL_FILETYPE_PEM) != 1) {
        ERR_print_errors_fp(stderr);
        return 1;
    }
    int ls = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int one = 1;
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(8443);
    if (bind(ls, (sockaddr*)&a, sizeof a) || listen(ls, SOMAXCONN)) { perror("listen"); return 1; }

    for (;;) {
        int fd = accept4(ls, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) usleep(100 * 1000);
            continue;
        }
        timeval tv{30, 0};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        SSL* raw = SSL_new(ctx);
        if (!raw) { ::close(fd); continue; }
        SSL_set_fd(raw, fd);
        SslPtr ssl(raw);
        int rc = SSL_accept(ssl.get());
        if (rc != 1) {
            std::cerr << "handshake failed: " << SSL_get_error(ssl.get(), rc) << std::endl;
            continue;
        }
        std::thread(talk, std::move(ssl)).detach();
    }
}
