#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Register writes to the bottling line PLCs; ~40 per second per line. */

typedef struct PLC {
    int      sd;
    uint16_t seq;
} PLC;

static int WriteAll(int sd, const void *p, size_t n)
{
    const char *c = p;
    while (n > 0) {
        ssize_t w = send(sd, c, n, MSG_NOSIGNAL);
        if (w < 0) return -1;
        c += w;
        n -= (size_t)w;
    }
    return 0;
}

int PlcOpen(PLC *plc, const char *ip)
{
    struct timeval tv = { 2, 0 };
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(5020) };
    if (inet_pton(AF_INET, ip, &sa.sin_addr) != 1) return -1;
    plc->sd = socket(AF_INET, SOCK_STREAM, 0);
    if (plc->sd < 0) return -1;
    setsockopt(plc->sd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(plc->sd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(plc->sd, (struct sockaddr *)&sa, sizeof sa) != 0) {
        close(plc->sd);
        plc->sd = -1;
        return -1;
    }
    return 0;
}

int PlcSetRegister(PLC *plc, uint16_t reg, uint16_t val)
{
    uint16_t head[3] = { htons(++plc->seq), htons(6), htons(4) };
    uint16_t body[2] = { htons(reg), htons(val) };
    uint16_t rsp[2];

    if (WriteAll(plc->sd, head, sizeof head) < 0) return -1;
    if (WriteAll(plc->sd, body, sizeof body) < 0) return -1;
    if (recv(plc->sd, rsp, sizeof rsp, MSG_WAITALL) != (ssize_t)sizeof rsp) return -1;
    return ntohs(rsp[1]);
}

void PlcClose(PLC *plc)
{
    if (plc->sd >= 0) close(plc->sd);
    plc->sd = -1;
}
