// Modbus-TCP like poller inside the historian daemon. One link per PLC, kept open.

typedef struct {
    int      fd;
    uint16_t tid;
    char     ip[40];
    int      fails;
} plc_link;

static int link_up(plc_link *l)
{
    struct sockaddr_in sa = {0};
    struct timeval tv = { 3, 0 };

    l->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (l->fd < 0)
        return -1;
    sa.sin_family = AF_INET;
    sa.sin_port = htons(502);
    inet_pton(AF_INET, l->ip, &sa.sin_addr);
    setsockopt(l->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(l->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(l->fd, (struct sockaddr *)&sa, sizeof sa) < 0) {
        close(l->fd);
        l->fd = -1;
        return -1;
    }
    return 0;
}

static int xwrite(int fd, const void *p, size_t n)
{
    const char *c = p;
    while (n) {
        ssize_t k = send(fd, c, n, MSG_NOSIGNAL);
        if (k <= 0)
            return -1;
        c += k;
        n -= (size_t)k;
    }
    return 0;
}

static int read_regs(plc_link *l, uint16_t addr, uint16_t cnt, uint16_t *out)
{
    uint8_t mbap[7], pdu[5], resp[300];
    size_t want = 9 + 2u * cnt;

    l->tid++;
    mbap[0] = l->tid >> 8; mbap[1] = l->tid & 255;
    mbap[2] = mbap[3] = 0;
    mbap[4] = 0; mbap[5] = 6; mbap[6] = 1;
    pdu[0] = 3;
    pdu[1] = addr >> 8; pdu[2] = addr & 255;
    pdu[3] = cnt >> 8;  pdu[4] = cnt & 255;

    if (xwrite(l->fd, mbap, sizeof mbap) < 0)
        return -1;
    if (xwrite(l->fd, pdu, sizeof pdu) < 0)
        return -1;
    if (recv(l->fd, resp, want, MSG_WAITALL) != (ssize_t)want || resp[7] != 3)
        return -1;
    for (uint16_t i = 0; i < cnt; i++)
        out[i] = (uint16_t)(resp[9 + 2 * i] << 8 | resp[10 + 2 * i]);
    return 0;
}

void historian_cycle(plc_link *l, uint16_t *regs)
{
    if (l->fd < 0 && link_up(l) < 0) {
        l->fails++;
        return;
    }
    for (uint16_t a = 0; a < 1000; a += 100)
        if (read_regs(l, a, 100, regs + a) < 0) {
            close(l->fd);
            l->fd = -1;
            return;
        }
}
