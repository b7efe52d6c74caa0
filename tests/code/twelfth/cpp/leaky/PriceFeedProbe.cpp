#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

/* Polls the price feed hosts every few seconds and prints the sequence number they are at. */

static int OpenFeed(const std::string &strHost, const char *pszPort)
{
    addrinfo hints{}, *pRes = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(strHost.c_str(), pszPort, &hints, &pRes) != 0)
        return -1;
    int nSock = -1;
    for (addrinfo *p = pRes; p; p = p->ai_next) {
        nSock = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (nSock < 0)
            continue;
        timeval tv{5, 0};
        setsockopt(nSock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(nSock, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (connect(nSock, p->ai_addr, p->ai_addrlen) == 0)
            break;
        close(nSock);
        nSock = -1;
    }
    freeaddrinfo(pRes);
    return nSock;
}

static unsigned long QuerySequence(const std::string &strHost)
{
    int nSock = OpenFeed(strHost, "9410");
    if (nSock < 0)
        throw std::runtime_error("cannot reach " + strHost);

    std::string strAnswer;
    if (send(nSock, "SEQ?\r\n", 6, MSG_NOSIGNAL) == 6) {
        char ch[64];
        ssize_t n;
        while (strAnswer.find('\n') == std::string::npos && (n = recv(nSock, ch, sizeof ch, 0)) > 0)
            strAnswer.append(ch, n);
    }
    // "SEQ 1234567\r\n"
    unsigned long ulSeq = std::stoul(strAnswer.substr(4));
    close(nSock);
    return ulSeq;
}

int main(int argc, char **argv)
{
    std::vector<std::string> vHosts(argv + 1, argv + argc);
    while (true) {
        for (const auto &h : vHosts) {
            try {
                printf("%-24s %lu\n", h.c_str(), QuerySequence(h));
            } catch (const std::exception &e) {
                printf("%-24s n/a (%s)\n", h.c_str(), e.what());
            }
        }
        std::this_thread::sleep_for(std::chrono::seconds(10));
    }
}
