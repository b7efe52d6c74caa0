#define MAXC 512

static struct pollfd pfds[MAXC + 1];
static nfds_t nfds = 1;

static void drop(nfds_t i)
{
    close(pfds[i].fd);
    pfds[i] = pfds[--nfds];
}

static void take(int lfd)
{
    int c = accept(lfd, NULL, NULL);
    if (c < 0)
        return;
    if (nfds > MAXC) {
        close(c);
        return;
    }
    fcntl(c, F_SETFL, fcntl(c, F_GETFL) | O_NONBLOCK);
    pfds[nfds].fd = c;
    pfds[nfds].events = POLLIN;
    pfds[nfds++].revents = 0;
}

/* returns 0 to keep the client */
static int service(int fd)
{
    char line[1500];
    ssize_t n = recv(fd, line, sizeof line, 0);
    if (n == 0)
        return -1;
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    return journal_append(line, (size_t)n);
}

int run(int lfd)
{
    pfds[0].fd = lfd;
    pfds[0].events = POLLIN;
    for (;;) {
        if (poll(pfds, nfds, -1) < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        for (nfds_t i = nfds; i-- > 1;) {
            if (!pfds[i].revents)
                continue;
            if (service(pfds[i].fd) != 0)
                drop(i);
        }
        if (pfds[0].revents & POLLIN)
            take(lfd);
    }
}
