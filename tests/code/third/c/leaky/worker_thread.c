#define MAGIC 0x43524458u

struct hdr {
    uint32_t magic;
    uint16_t op;
    uint16_t len;
};

struct job {
    int      sock;
    uint64_t id;
};

static int read_full(int fd, void *p, size_t n)
{
    char *c = p;
    while (n) {
        ssize_t r = recv(fd, c, n, 0);
        if (r < 0 && errno == EINTR) continue;
        if (r <= 0) return -1;
        c += r; n -= (size_t)r;
    }
    return 0;
}

static void *worker(void *arg)
{
    struct job *j = arg;
    struct hdr h;
    char body[65536];

    for (;;) {
        if (read_full(j->sock, &h, sizeof h) != 0)
            break;
        if (ntohl(h.magic) != MAGIC) {
            syslog(LOG_WARNING, "job %" PRIu64 ": bad magic", j->id);
            free(j);
            return NULL;
        }
        if (read_full(j->sock, body, ntohs(h.len)) != 0)
            break;
        dispatch(j->sock, ntohs(h.op), body, ntohs(h.len));
    }
    close(j->sock);
    free(j);
    return NULL;
}

void acceptor(int lfd)
{
    static uint64_t seq;
    struct timeval tv = { .tv_sec = 60 };
    for (;;) {
        pthread_t t;
        int s = accept(lfd, NULL, NULL);
        if (s < 0) {
            if (errno == EMFILE) sleep(1);
            continue;
        }
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        struct job *j = malloc(sizeof *j);
        j->sock = s;
        j->id = ++seq;
        if (pthread_create(&t, NULL, worker, j) != 0) { close(s); free(j); continue; }
        pthread_detach(t);
    }
}
