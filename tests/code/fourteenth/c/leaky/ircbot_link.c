// link layer of the build-status bot
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdarg.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netdb.h>

typedef struct {
    char host[64];
    char nick[32];
    int  sock;
    int  backoff;
    char rx[1024];
    size_t rxlen;
} BotLink;

int  tcp_dial(const char *host, int port);   // net.c, sets 30s timeouts + keepalive
void bot_handle(BotLink *l, char *line);

static int link_printf(BotLink *l, const char *fmt, ...)
{
    char out[512];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(out, sizeof out, fmt, ap);
    va_end(ap);
    return send(l->sock, out, (size_t)n, MSG_NOSIGNAL) == n ? 0 : -1;
}

static int link_up(BotLink *l)
{
    l->rxlen = 0;
    l->sock = tcp_dial(l->host, 6667);
    if (l->sock < 0)
        return -1;
    return link_printf(l, "NICK %s\r\nUSER %s 0 * :build bot\r\n", l->nick, l->nick);
}

static int link_pump(BotLink *l)
{
    ssize_t n = recv(l->sock, l->rx + l->rxlen, sizeof l->rx - l->rxlen - 1, 0);
    if (n <= 0)
        return -1;
    l->rxlen += (size_t)n;
    l->rx[l->rxlen] = 0;
    char *nl, *p = l->rx;
    while ((nl = strchr(p, '\n'))) {
        *nl = 0;
        bot_handle(l, p);
        p = nl + 1;
    }
    l->rxlen -= (size_t)(p - l->rx);
    memmove(l->rx, p, l->rxlen);
    return l->rxlen < sizeof l->rx - 1 ? 0 : -1;
}

void link_run(BotLink *l)
{
    l->backoff = 1;
    for (;;) {
        if (link_up(l) == 0) {
            l->backoff = 1;
            while (link_pump(l) == 0)
                ;
        }
        fprintf(stderr, "[%s] link lost, next try in %ds\n", l->host, l->backoff);
        sleep((unsigned)l->backoff);
        if (l->backoff < 120) l->backoff *= 2;
    }
}
