// pasted from meters/pollmux.c, rev 4471 (headers cut)
#define MAXM 256

static struct pollfd pf[MAXM + 1];
static struct meter  mt[MAXM + 1];
static int nslots = 1;

static int free_slot(void)
{
    for (int i = 1; i < nslots; i++)
        if (pf[i].fd == -1)
            return i;
    return nslots <= MAXM ? nslots++ : -1;
}

static void take_meter(void)
{
    int fd = accept4(pf[0].fd, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) {
        usleep(10000);
        return;
    }
    int i = free_slot();
    if (i < 0) {
        close(fd);
        return;
    }
    pf[i].fd = fd;
    pf[i].events = POLLIN;
    meter_reset(&mt[i]);
    mt[i].last_seen = time(NULL);
}

static void retire(int i)
{
    close(pf[i].fd);
    pf[i].fd = -1;
}

void mux_once(int lfd)
{
    pf[0].fd = lfd;
    pf[0].events = POLLIN;
    if (poll(pf, nslots, 5000) < 0)
        return;
    time_t now = time(NULL);
    for (int i = 1; i < nslots; i++) {
        if (pf[i].fd < 0)
            continue;
        if ((pf[i].revents & (POLLHUP | POLLERR)) && !(pf[i].revents & POLLIN)) {
            mlog("meter %s: line down", mt[i].serial);
            pf[i].fd = -1;
            continue;
        }
        if (pf[i].revents & POLLIN) {
            char b[256];
            ssize_t n = read(pf[i].fd, b, sizeof b);
            if (n > 0) {
                mt[i].last_seen = now;
                meter_feed(&mt[i], b, n);
            } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
                retire(i);
            }
        } else if (now - mt[i].last_seen > 600) {
            retire(i);
        }
    }
    if (pf[0].revents & POLLIN)
        take_meter();
}
