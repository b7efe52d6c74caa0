// --- net.c, part of the hospital HL7 router ---
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct link {
    int   fd;
    char *acc;
    size_t len, cap;
};

extern size_t hl7_consume(const char *p, size_t n);   // bytes used, whole messages only
#define LINK_MAX (1u << 20)

struct link *link_new(int ep, int fd)
{
    struct link *l = calloc(1, sizeof *l);
    if (l == NULL)
        goto fail;
    l->fd = fd;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
    l->cap = 8192;
    if ((l->acc = malloc(l->cap)) == NULL)
        goto fail;
    struct epoll_event ev = { .events = EPOLLIN | EPOLLET | EPOLLRDHUP, .data.ptr = l };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) == 0)
        return l;
fail:
    if (l)
        free(l->acc);
    free(l);
    close(fd);
    return NULL;
}

void link_free(struct link *l)
{
    close(l->fd);
    free(l->acc);
    free(l);
}

static bool link_room(struct link *l)
{
    if (l->len < l->cap)
        return true;
    if (l->cap >= LINK_MAX)
        return false;
    char *bigger = realloc(l->acc, l->cap * 2);
    if (!bigger)
        return false;
    l->acc = bigger;
    l->cap *= 2;
    return true;
}

// false: the caller must link_free() it
bool link_readable(struct link *l)
{
    for (;;) {
        if (!link_room(l))
            return false;
        ssize_t n = recv(l->fd, l->acc + l->len, l->cap - l->len, 0);
        if (n == 0)
            return false;
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return errno == EAGAIN || errno == EWOULDBLOCK;
        }
        l->len += (size_t)n;
        size_t used = hl7_consume(l->acc, l->len);
        for (size_t i = used; i < l->len; i++)
            l->acc[i - used] = l->acc[i];
        l->len -= used;
    }
}

void link_event(const struct epoll_event *ev)
{
    struct link *l = ev->data.ptr;
    if ((ev->events & EPOLLERR) || !link_readable(l))
        link_free(l);
}
