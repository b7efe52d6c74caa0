/* odds feed fan-out with a backlog per subscriber; slow ones are cut off */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#define PEND_MAX (1u << 20)

struct sub {
    struct sub *next;
    int fd, dead;
    char *pend;
    size_t plen;
};
static struct sub *subs;
static int epfd;

static void want_out(struct sub *s, int on)
{
    struct epoll_event ev = { .events = EPOLLIN | (on ? EPOLLOUT : 0), .data.ptr = s };
    epoll_ctl(epfd, EPOLL_CTL_MOD, s->fd, &ev);
}

static void sub_flush(struct sub *s)
{
    size_t off = 0;
    while (off < s->plen) {
        ssize_t w = send(s->fd, s->pend + off, s->plen - off, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0 && errno == EAGAIN)
            break;
        if (w < 0) {
            s->dead = 1;
            return;
        }
        off += (size_t)w;
    }
    memmove(s->pend, s->pend + off, s->plen - off);
    s->plen -= off;
    want_out(s, s->plen > 0);
}

static void sub_queue(struct sub *s, const char *m, size_t n)
{
    char *np;
    if (s->plen + n > PEND_MAX || !(np = realloc(s->pend, s->plen + n))) {
        syslog(LOG_NOTICE, "subscriber %d too slow", s->fd);
        s->dead = 1;
        return;
    }
    s->pend = np;
    memcpy(np + s->plen, m, n);
    s->plen += n;
    sub_flush(s);
}

void sub_event(struct sub *s, unsigned ev)
{
    char tmp[512];
    if (ev & EPOLLOUT)
        sub_flush(s);
    if (ev & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        ssize_t n = recv(s->fd, tmp, sizeof tmp, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            s->dead = 1;
    }
}

void odds_publish(const char *m, size_t n)
{
    for (struct sub *s = subs; s; s = s->next)
        if (!s->dead)
            sub_queue(s, m, n);
}

/* once per loop turn, after all events */
void subs_sweep(void)
{
    struct sub **pp = &subs, *s;
    while ((s = *pp) != NULL) {
        if (!s->dead) { pp = &s->next; continue; }
        *pp = s->next;
        close(s->fd);
        free(s->pend);
        free(s);
    }
}
