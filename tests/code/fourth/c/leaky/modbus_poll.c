/* Modbus/TCP master for the boiler house */
static int plc_open(const char *ip)
{
    struct sockaddr_in sa;
    int fd, one = 1;

    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    memset(&sa, 0, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_port = htons(502);
    inet_aton(ip, &sa.sin_addr);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int plc_event_loop(const char *ip, void (*cb)(const uint8_t *, int))
{
    uint8_t adu[260];
    int fd = plc_open(ip);

    if (fd < 0)
        return -1;
    for (;;) {
        int n = read(fd, adu, sizeof(adu));
        if (n <= 0)
            break;
        cb(adu, n);
    }
    close(fd);
    return 0;
}
