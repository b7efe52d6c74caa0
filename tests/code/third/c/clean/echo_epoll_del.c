#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define MAXEV 128

static int epfd;

static void add_client(int lfd)
{
    for (;;) {
        int c = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (c < 0) {
            if (errno == EMFILE || errno == ENFILE)
                usleep(50000);
            else if (errno != EAGAIN)
                perror("accept4");
            return;
        }
        struct epoll_event ev = { .events = EPOLLIN, .data.fd = c };
        if (epoll_ctl(epfd, EPOLL_CTL_ADD, c, &ev) < 0) {
            perror("epoll_ctl");
            close(c);
        }
    }
}

static void serve(int fd)
{
    char buf[4096];
    ssize_t n = read(fd, buf, sizeof buf);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
        close(fd);
        return;
    }
    if (write(fd, buf, n) != n) {
        fprintf(stderr, "slow client %d, dropping\n", fd);
        epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
        close(fd);
    }
}

int event_loop(int lfd)
{
    struct epoll_event evs[MAXEV];
    epfd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event le = { .events = EPOLLIN, .data.fd = lfd };
    epoll_ctl(epfd, EPOLL_CTL_ADD, lfd, &le);
    while (1) {
        int n = epoll_wait(epfd, evs, MAXEV, -1);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.fd == lfd)
                add_client(lfd);
            else
                serve(evs[i].data.fd);
        }
    }
}
