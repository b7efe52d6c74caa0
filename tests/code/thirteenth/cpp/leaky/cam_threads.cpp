// Traffic camera collector: cameras dial in, say their id, then push JPEGs.
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <vector>
#include <arpa/inet.h>

std::mutex g_mx;
std::map<std::string, std::string> g_cameras;   // id -> street, filled from the config

void storeJpeg(const std::string& street, const std::vector<char>& jpg);

static bool readAll(int fd, void* p, size_t n)
{
    auto* c = static_cast<char*>(p);
    while (n) {
        auto r = recv(fd, c, n, 0);
        if (r <= 0) return false;
        c += r; n -= r;
    }
    return true;
}

static void cameraThread(int fd)
{
    char id[16];
    if (!readAll(fd, id, sizeof id)) {
        close(fd);
        return;
    }
    std::string street;
    {
        std::lock_guard<std::mutex> g(g_mx);
        auto it = g_cameras.find(std::string(id, strnlen(id, sizeof id)));
        if (it == g_cameras.end()) {
            std::cerr << "camera not configured: " << std::string(id, strnlen(id, 16)) << "\n";
            return;
        }
        street = it->second;
    }
    uint32_t len;
    while (readAll(fd, &len, sizeof len)) {
        len = ntohl(len);
        if (len == 0 || len > 8u << 20) break;
        std::vector<char> jpg(len);
        if (!readAll(fd, jpg.data(), len)) break;
        storeJpeg(street, jpg);
    }
    close(fd);
}

void collect(int listener)
{
    timeval tv{};
    tv.tv_sec = 60;
    while (true) {
        int fd = accept(listener, nullptr, nullptr);
        if (fd < 0) {
            std::cerr << "accept: " << strerror(errno) << "\n";
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        std::thread(cameraThread, fd).detach();
    }
}
