/* AIS receiver aggregation: antennas stream NMEA sentences at us over TCP. */

#define SENT_MAX 8192

struct antenna {
    int    fd;
    char   site[20];
    size_t have;
    char   buf[SENT_MAX];
};

static void antenna_close(struct antenna *a)
{
    close(a->fd);
    free(a);
}

int antenna_attach(int ep, int fd, const char *site)
{
    struct antenna *a = calloc(1, sizeof *a);
    struct epoll_event ev = { .events = EPOLLIN | EPOLLET | EPOLLRDHUP };

    if (a == NULL) {
        close(fd);
        return -1;
    }
    a->fd = fd;
    snprintf(a->site, sizeof a->site, "%s", site);
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0 ||
        (ev.data.ptr = a, epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev)) < 0) {
        antenna_close(a);
        return -1;
    }
    return 0;
}

static void antenna_input(struct antenna *a)
{
    ssize_t n = read(a->fd, a->buf + a->have, SENT_MAX - a->have);

    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        fprintf(stderr, "antenna %s: %s\n", a->site, n ? strerror(errno) : "closed");
        antenna_close(a);
        return;
    }
    if (n < 0)
        return;
    a->have += (size_t)n;

    char *start = a->buf, *nl;
    while ((nl = memchr(start, '\n', a->have - (size_t)(start - a->buf))) != NULL) {
        *nl = '\0';
        nmea_sentence(a->site, start);
        start = nl + 1;
    }
    a->have -= (size_t)(start - a->buf);
    memmove(a->buf, start, a->have);
    if (a->have == SENT_MAX)
        a->have = 0;
}

void ais_loop(int ep)
{
    struct epoll_event ev[32];
    int n;

    while ((n = epoll_wait(ep, ev, 32, -1)) >= 0 || errno == EINTR)
        for (int i = 0; i < n; i++)
            antenna_input(ev[i].data.ptr);
}
