#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

// Shop order gateway. The till sends one order as key=value lines, ends with an empty line.

struct Order {
    std::string sku;
    int quantity = 0;
};

void bookOrder(const Order& o);   // db layer, doesn't throw

static Order parseOrder(const std::string& text) {
    Order o;
    size_t pos = 0;
    while (pos < text.size()) {
        size_t nl = text.find('\n', pos);
        if (nl == std::string::npos) nl = text.size();
        std::string line = text.substr(pos, nl - pos);
        pos = nl + 1;
        if (line.empty()) continue;
        auto eq = line.find('=');
        if (eq == std::string::npos) throw std::invalid_argument("bad line: " + line);
        if (line.substr(0, eq) == "sku") o.sku = line.substr(eq + 1);
        if (line.substr(0, eq) == "qty") o.quantity = std::stoi(line.substr(eq + 1));
    }
    return o;
}

static void handleTill(int fd) {
    timeval tv{20, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    std::string text;
    char buf[1024];
    while (text.find("\n\n") == std::string::npos && text.size() < 65536) {
        ssize_t n = ::recv(fd, buf, sizeof buf, 0);
        if (n <= 0) { ::close(fd); return; }
        text.append(buf, static_cast<size_t>(n));
    }
    Order o = parseOrder(text);
    bookOrder(o);
    ::send(fd, "BOOKED\n", 7, MSG_NOSIGNAL);
    ::close(fd);
}

void acceptTills(int listener) {
    for (;;) {
        int fd = ::accept(listener, nullptr, nullptr);
        if (fd < 0) {
            std::cerr << "accept: " << std::strerror(errno) << '\n';
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        try {
            std::thread([fd] {
                try {
                    handleTill(fd);
                } catch (const std::exception& e) {
                    std::cerr << "order rejected: " << e.what() << '\n';
                }
            }).detach();
        } catch (const std::system_error&) {
            ::close(fd);
        }
    }
}
