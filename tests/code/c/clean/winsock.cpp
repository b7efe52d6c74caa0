// windows-style winsock, overlapped off, thread per client
#include <winsock2.h>
#include <ws2tcpip.h>
#include <thread>
#include <vector>
static void client(SOCKET s)
{
    char buf[2048];
    for (;;) {
        int n = recv(s, buf, sizeof buf, 0);
        if (n == 0) break;
        if (n == SOCKET_ERROR) {
            int e = WSAGetLastError();
            if (e == WSAEINTR) continue;
            break;
        }
        int off = 0;
        while (off < n) {
            int w = send(s, buf + off, n - off, 0);
            if (w == SOCKET_ERROR) { closesocket(s); return; }
            off += w;
        }
    }
    shutdown(s, SD_SEND);
    closesocket(s);
}
int main()
{
    WSADATA d;
    if (WSAStartup(MAKEWORD(2, 2), &d) != 0) return 1;
    SOCKET l = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (l == INVALID_SOCKET) { WSACleanup(); return 1; }
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(7001);
    if (bind(l, (sockaddr*)&a, sizeof a) == SOCKET_ERROR || listen(l, SOMAXCONN) == SOCKET_ERROR) {
        closesocket(l);
        WSACleanup();
        return 1;
    }
    for (;;) {
        SOCKET c = accept(l, nullptr, nullptr);
        if (c == INVALID_SOCKET) {
            if (WSAGetLastError() == WSAEMFILE) Sleep(100);
            continue;
        }
        DWORD t = 30000;
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, (const char*)&t, sizeof t);
        std::thread(client, c).detach();
    }
}
