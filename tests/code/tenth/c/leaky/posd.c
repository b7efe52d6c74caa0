#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct terminal {
    int    fd;
    size_t used;
    char   rec[256];
    struct terminal *next, **prev;
} terminal;

static terminal *all;
static int ep;

static void terminal_free(terminal *t)
{
    epoll_ctl(ep, EPOLL_CTL_DEL, t->fd, NULL);
    *t->prev = t->next;
    if (t->next)
        t->next->prev = t->prev;
    free(t);
}

static void terminal_new(int lfd)
{
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            perror("accept");
            nanosleep(&(struct timespec){0, 50000000}, NULL);
        }
        return;
    }
    terminal *t = calloc(1, sizeof *t);
    struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = t };
    if (!t || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
        free(t);
        close(fd);
        return;
    }
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
    t->fd = fd;
    t->next = all;
    t->prev = &all;
    if (all)
        all->prev = &t->next;
    all = t;
}

static void terminal_input(terminal *t)
{
    ssize_t n = read(t->fd, t->rec + t->used, sizeof t->rec - t->used);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        terminal_free(t);
        return;
    }
    t->used += n;
    char *nl;
    while ((nl = memchr(t->rec, '\n', t->used))) {
        size_t len = nl - t->rec + 1;
        fwrite(t->rec, 1, len, stdout);
        memmove(t->rec, nl + 1, t->used -= len);
    }
    if (t->used == sizeof t->rec) {
        fprintf(stderr, "terminal %d: record too long\n", t->fd);
        terminal_free(t);
    }
}

int main(void)
{
    struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(9512) };
    int lfd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (lfd < 0 || bind(lfd, (struct sockaddr *)&a, sizeof a) || listen(lfd, SOMAXCONN))
        return perror("posd"), 1;
    ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = NULL }, out[64];
    epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &ev);
    for (;;) {
        int n = epoll_wait(ep, out, 64, -1);
        for (int i = 0; i < n; i++)
            if (!out[i].data.ptr)
                terminal_new(lfd);
            else
                terminal_input(out[i].data.ptr);
        fflush(stdout);
    }
}
