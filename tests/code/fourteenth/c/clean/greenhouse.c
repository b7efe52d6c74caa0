/* greenhouse sensor hub: each node sends 8 byte frames {id,temp,hum,crc} */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define FRAME 8
struct node { int fd; unsigned got; uint8_t frame[FRAME]; };

void store_reading(const uint8_t frame[FRAME]);

static void node_drop(struct node *n)
{
    close(n->fd);           /* also takes it out of the epoll set */
    free(n);
}

static void node_add(int ep, int fd)
{
    int on = 1;
    struct epoll_event e = { .events = EPOLLIN };
    struct node *n = calloc(1, sizeof *n);

    if (!n) {
        close(fd);
        return;
    }
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    n->fd = fd;
    e.data.ptr = n;
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) == -1) {
        perror("epoll_ctl");
        node_drop(n);
    }
}

static void node_input(struct node *n)
{
    ssize_t r = read(n->fd, n->frame + n->got, FRAME - n->got);
    if (r == -1 && (errno == EAGAIN || errno == EINTR))
        return;
    if (r <= 0) {
        if (n->got)
            fprintf(stderr, "node %d: %u bytes of a frame discarded\n", n->fd, n->got);
        node_drop(n);
        return;
    }
    n->got += (unsigned)r;
    if (n->got == FRAME) {
        store_reading(n->frame);
        n->got = 0;
    }
}

void hub(int ep, int lfd)
{
    struct epoll_event ev[16];
    for (;;) {
        int k = epoll_wait(ep, ev, 16, -1);
        while (k-- > 0) {
            if (ev[k].data.ptr) {
                node_input(ev[k].data.ptr);
                continue;
            }
            int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK);
            if (fd >= 0)
                node_add(ep, fd);
            else if (errno == EMFILE || errno == ENFILE)
                usleep(100000);
        }
    }
}
