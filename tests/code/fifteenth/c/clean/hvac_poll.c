#define NCTL 512
static struct { int fd; time_t seen; size_t have; struct hv_msg m; char site[16]; } ctl[NCTL];
static int nopen;
static struct pollfd pfd[NCTL + 1];

static void ctl_close(int i)
{
    hv_log("site %s off", ctl[i].site);
    close(ctl[i].fd);
    ctl[i].fd = -1;
    ctl[i].have = 0;
    ctl[i].site[0] = '\0';
    nopen--;
}

static void ctl_accept(int lfd)
{
    int on = 1;
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE)
            usleep(200000);
        return;
    }
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    for (int i = 0; i < NCTL; i++) {
        if (ctl[i].fd < 0) {
            ctl[i].fd = fd;
            ctl[i].seen = time(NULL);
            nopen++;
            return;
        }
    }
    close(fd);
}

static void ctl_input(int i)
{
    ssize_t n;

    for (;;) {
        n = recv(ctl[i].fd, (char *)&ctl[i].m + ctl[i].have, sizeof(ctl[i].m) - ctl[i].have, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) {
            ctl_close(i);
            return;
        }
        ctl[i].seen = time(NULL);
        ctl[i].have += (size_t)n;
        if (ctl[i].have == sizeof(ctl[i].m)) {
            hv_apply(ctl[i].site, &ctl[i].m);
            ctl[i].have = 0;
        }
    }
}

void hvac_loop(int lfd)
{
    for (int i = 0; i < NCTL; i++)
        ctl[i].fd = -1;
    while (!hv_stop) {
        for (int i = 0; i < NCTL; i++) {
            pfd[i].fd = ctl[i].fd;
            pfd[i].events = POLLIN;
            pfd[i].revents = 0;
        }
        pfd[NCTL].fd = nopen < NCTL ? lfd : -1;   /* the rest waits in the backlog */
        pfd[NCTL].revents = 0;
        pfd[NCTL].events = POLLIN;
        if (poll(pfd, NCTL + 1, 1000) < 0 && errno != EINTR)
            break;
        time_t now = time(NULL);
        for (int i = 0; i < NCTL; i++) {
            if (ctl[i].fd >= 0 && pfd[i].revents)
                ctl_input(i);
            if (ctl[i].fd >= 0 && now - ctl[i].seen > 300)
                ctl_close(i);
        }
        if (pfd[NCTL].revents & POLLIN)
            ctl_accept(lfd);
    }
    for (int i = 0; i < NCTL; i++)
        if (ctl[i].fd >= 0)
            ctl_close(i);
}
