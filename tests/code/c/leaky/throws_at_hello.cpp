// exception between accept and guard
#include <sys/socket.h>
#include <unistd.h>
#include <stdexcept>
#include <string>
#include <thread>
struct Client { int fd; std::string name; };
std::string greet(int fd);
void serve(int l)
{
    for (;;) {
        int fd = ::accept(l, nullptr, nullptr);
        if (fd < 0) { ::usleep(10000); continue; }
        char b[64];
        ssize_t n = ::recv(fd, b, sizeof b, 0);
        if (n <= 0) { ::close(fd); continue; } // expect: accept-queue-overflow
        if (b[0] != 'H')
            throw std::runtime_error("bad hello"); // expect: close-wait-leak
        std::thread([fd] { greet(fd); ::close(fd); }).detach();
    }
}
