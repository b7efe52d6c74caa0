// postcode.c: address check against the postal service box ("PLZ 8001" -> "+Zuerich")
// Called once per order from the checkout CGI, connection kept across calls.

static int  pc_fd = -1;
static char pc_buf[512];

static void pc_reset(void)
{
    if (pc_fd >= 0)
        close(pc_fd);
    pc_fd = -1;
}

static int pc_ready(void)
{
    if (pc_fd >= 0)
        return 0;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(9120),
                             .sin_addr.s_addr = htonl(0x0a140311) };
    struct timeval tv = { 1, 500000 };
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0) {
        close(fd);
        return -1;
    }
    pc_fd = fd;
    return 0;
}

static int pc_round(const char *plz)
{
    size_t have = 0;
    int n = snprintf(pc_buf, sizeof pc_buf, "PLZ %.10s\n", plz);

    for (int off = 0; off < n; ) {
        ssize_t w = send(pc_fd, pc_buf + off, (size_t)(n - off), MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return -1;
        off += (int)w;
    }
    for (;;) {
        ssize_t r = recv(pc_fd, pc_buf + have, sizeof pc_buf - 1 - have, 0);
        if (r < 0 && errno == EINTR) continue;
        if (r <= 0) return -1;
        have += (size_t)r;
        pc_buf[have] = 0;
        if (strchr(pc_buf, '\n')) return 0;
        if (have == sizeof pc_buf - 1) return -1;
    }
}

int postcode_town(const char *plz, char *town, size_t n)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        if (pc_ready() < 0)
            return -1;
        if (pc_round(plz) == 0) {
            pc_buf[strcspn(pc_buf, "\r\n")] = 0;
            if (pc_buf[0] != '+')
                return 0;
            snprintf(town, n, "%s", pc_buf + 1);
            return 1;
        }
        pc_reset();     /* the box restarts every night, one retry is fine */
    }
    return -1;
}
