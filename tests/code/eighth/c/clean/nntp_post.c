/* Posts one article. Two stdio streams over one socket; each gets a descriptor of its own.
 * main() ignores SIGPIPE. */
#define _GNU_SOURCE
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct nntp {
    FILE *rd, *wr;
    char line[1024];
};

static int dial(const char *host)
{
    struct addrinfo h = { .ai_socktype = SOCK_STREAM }, *res, *a;
    struct timeval tv = { 25, 0 };
    int fd = -1, one = 1;

    if (getaddrinfo(host, "nntp", &h, &res))
        return -1;
    for (a = res; a; a = a->ai_next, fd = -1) {
        fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (!connect(fd, a->ai_addr, a->ai_addrlen))
            break;
        close(fd);
    }
    freeaddrinfo(res);
    return fd;
}

static void nntp_shut(struct nntp *n)
{
    if (n->wr)
        fclose(n->wr);
    if (n->rd)
        fclose(n->rd);
    n->rd = n->wr = NULL;
}

static int expect(struct nntp *n, int code)
{
    if (!fgets(n->line, sizeof n->line, n->rd))
        return -1;
    return atoi(n->line) == code ? 0 : -1;
}

static int nntp_open(struct nntp *n, const char *host)
{
    int fd = dial(host), fd2;

    memset(n, 0, sizeof *n);
    if (fd < 0)
        return -1;
    fd2 = dup(fd);
    n->rd = fdopen(fd, "r");
    if (!n->rd)
        close(fd);
    n->wr = fd2 < 0 ? NULL : fdopen(fd2, "w");
    if (!n->wr && fd2 >= 0)
        close(fd2);
    if (!n->rd || !n->wr || expect(n, 200)) {
        nntp_shut(n);
        return -1;
    }
    return 0;
}

int nntp_post(const char *host, const char *headers, FILE *text)
{
    struct nntp n;
    char *row = NULL;
    size_t cap = 0;
    int rc = -1;

    if (nntp_open(&n, host))
        return -1;
    fputs("POST\r\n", n.wr);
    if (fflush(n.wr) || expect(&n, 340))
        goto quit;
    fprintf(n.wr, "%s\r\n", headers);
    for (ssize_t k; (k = getline(&row, &cap, text)) >= 0; ) {
        while (k && (row[k - 1] == '\n' || row[k - 1] == '\r'))
            row[--k] = 0;
        fprintf(n.wr, "%s%s\r\n", row[0] == '.' ? "." : "", row);
    }
    fputs(".\r\n", n.wr);
    if (!fflush(n.wr) && !expect(&n, 240))
        rc = 0;
quit:
    fputs("QUIT\r\n", n.wr);
    if (!fflush(n.wr))
        (void)expect(&n, 205);
    free(row);
    nntp_shut(&n);
    return rc;
}
