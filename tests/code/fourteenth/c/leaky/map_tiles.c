/* tile pusher: viewer asks "z/x/y\n", we answer u32 length + PNG */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct viewer {
    int fd;                 /* O_NONBLOCK, set in viewer_new() */
    unsigned rlen;
    char req[64];
};

/* mallocs *png, returns its size or -1; typically 20 to 300 kB */
long tile_load(int z, int x, int y, unsigned char **png);

static void viewer_close(int ep, struct viewer *v)
{
    epoll_ctl(ep, EPOLL_CTL_DEL, v->fd, NULL);
    close(v->fd);
    free(v);
}

static void answer(struct viewer *v, int z, int x, int y)
{
    unsigned char *png = NULL;
    long n = tile_load(z, x, y, &png);
    uint32_t be = htonl(n > 0 ? (uint32_t)n : 0);

    unsigned char *msg = malloc(4 + (n > 0 ? (size_t)n : 0));
    if (msg) {
        memcpy(msg, &be, 4);
        if (n > 0)
            memcpy(msg + 4, png, (size_t)n);
        send(v->fd, msg, 4 + (n > 0 ? (size_t)n : 0), MSG_NOSIGNAL);
        free(msg);
    }
    free(png);
}

void viewer_readable(int ep, struct viewer *v)
{
    int z, x, y;
    char *nl;
    ssize_t r = recv(v->fd, v->req + v->rlen, sizeof v->req - 1 - v->rlen, 0);

    if (r < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (r <= 0) {
        viewer_close(ep, v);
        return;
    }
    v->rlen += (unsigned)r;
    v->req[v->rlen] = '\0';
    while ((nl = strchr(v->req, '\n')) != NULL) {
        if (sscanf(v->req, "%d/%d/%d", &z, &x, &y) == 3)
            answer(v, z, x, y);
        v->rlen -= (unsigned)(nl + 1 - v->req);
        memmove(v->req, nl + 1, v->rlen + 1);
    }
    if (v->rlen == sizeof v->req - 1)
        viewer_close(ep, v);
}
