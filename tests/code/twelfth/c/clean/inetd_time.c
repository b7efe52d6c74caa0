#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* RFC 868 time, for the old PLCs that still want it */

static int make_listener(uint16_t port)
{
    int one = 1, s = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

    if (s == -1)
        return -1;
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) ||
        bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, SOMAXCONN)) {
        int e = errno;
        close(s);
        errno = e;
        return -1;
    }
    return s;
}

static void tell_time(int fd)
{
    uint32_t t = htonl((uint32_t)(time(NULL) + 2208988800UL));

    /* fresh socket, four bytes: fits the send buffer or the peer is already gone */
    if (send(fd, &t, sizeof t, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)sizeof t)
        fprintf(stderr, "timed: %s\n", strerror(errno));
    close(fd);
}

int main(void)
{
    struct epoll_event ev = { .events = EPOLLIN };
    int ep, ls = make_listener(37);

    if (ls == -1 || (ep = epoll_create1(EPOLL_CLOEXEC)) == -1) {
        perror("timed");
        return EXIT_FAILURE;
    }
    ev.data.fd = ls;
    if (epoll_ctl(ep, EPOLL_CTL_ADD, ls, &ev) == -1) {
        perror("epoll_ctl");
        return EXIT_FAILURE;
    }
    for (;;) {
        int c;

        if (epoll_wait(ep, &ev, 1, -1) < 1)
            continue;
        while ((c = accept4(ls, NULL, NULL, SOCK_CLOEXEC)) >= 0)
            tell_time(c);
        if (errno == EMFILE || errno == ENFILE)
            usleep(100000);
    }
}
