/* tickfan.c: fan out market ticks to subscribed desks */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct desk_s desk_t;
struct desk_s {
    int     sock;
    desk_t *prev, *next;
    char    symbols[16][8];
    int     nsym;
};

static desk_t *desks;
static int     ep;

static void desk_drop(desk_t *d)
{
    if (d->prev) d->prev->next = d->next; else desks = d->next;
    if (d->next) d->next->prev = d->prev;
    close(d->sock);
    free(d);
}

void desk_add(int lsock)
{
    int on = 1;
    int s = accept4(lsock, NULL, NULL, SOCK_NONBLOCK);
    if (s < 0) {
        if (errno == EMFILE) usleep(10000);
        return;
    }
    desk_t *d = calloc(1, sizeof(desk_t));
    if (!d) { close(s); return; }
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    d->sock = s;
    d->next = desks;
    if (desks) desks->prev = d;
    desks = d;
    struct epoll_event e = { EPOLLIN, { .ptr = d } };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, s, &e) < 0)
        desk_drop(d);
}

/* "SUB XYZ\n" lines; a desk never sends more than one per packet */
void desk_input(desk_t *d)
{
    char b[64];
    ssize_t n = recv(d->sock, b, sizeof(b) - 1, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        desk_drop(d);
        return;
    }
    if (n < 0) return;
    b[n] = 0;
    if (d->nsym < 16 && sscanf(b, "SUB %7s", d->symbols[d->nsym]) == 1)
        d->nsym++;
}

static int wants(const desk_t *d, const char *sym)
{
    for (int i = 0; i < d->nsym; i++)
        if (!strcmp(d->symbols[i], sym)) return 1;
    return 0;
}

void tick(const char *sym, double px, long vol)
{
    char m[96];
    int n = snprintf(m, sizeof(m), "T|%s|%.4f|%ld\n", sym, px, vol);

    for (desk_t *d = desks; d; d = d->next) {
        if (wants(d, sym))
            send(d->sock, m, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}
