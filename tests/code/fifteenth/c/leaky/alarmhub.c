#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

/* fire panel hub: panels hold one connection each, served by panel_attach()'s reactor,
 * which owns the descriptor afterwards (also when it returns an error). */
extern int panel_attach(int fd, const struct sockaddr_storage *peer);
extern volatile int hub_stopping;

static void drain_backlog(int lfd)
{
    struct sockaddr_storage peer;
    socklen_t plen;

    while (!hub_stopping) {
        plen = sizeof peer;
        int fd = accept4(lfd, (struct sockaddr *)&peer, &plen, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            if (panel_attach(fd, &peer) < 0)
                syslog(LOG_ERR, "panel attach failed");
            continue;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return;
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        if (errno == EMFILE || errno == ENFILE) {
            syslog(LOG_WARNING, "hub: out of descriptors");
            continue;
        }
        syslog(LOG_ERR, "accept: %s", strerror(errno));
        return;
    }
}

int hub_run(int lfd)
{
    struct pollfd p = { .fd = lfd, .events = POLLIN };
    if (listen(lfd, 512) < 0)
        return -1;
    while (!hub_stopping) {
        int n = poll(&p, 1, 1000);
        if (n < 0 && errno != EINTR)
            return -1;
        if (n > 0)
            drain_backlog(lfd);
    }
    close(lfd);
    return 0;
}
