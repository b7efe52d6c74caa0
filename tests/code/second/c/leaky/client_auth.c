#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct upstream {
    int fd;
    char host[128];
    unsigned proto;
};

static int dial(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *ai, *p;
    int fd = -1;
    if (getaddrinfo(host, port, &hints, &ai))
        return -1;
    for (p = ai; p; p = p->ai_next) {
        fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (fd < 0)
            continue;
        if (!connect(fd, p->ai_addr, p->ai_addrlen))
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(ai);
    return fd;
}

static int send_str(int fd, const char *s)
{
    size_t n = strlen(s);
    return send(fd, s, n, MSG_NOSIGNAL) == (ssize_t)n ? 0 : -1;
}

int upstream_open(struct upstream *u, const char *host, const char *token)
{
    char reply[64];
    int fd = dial(host, "6380");
    if (fd < 0)
        return -1;
    if (send_str(fd, "AUTH ") || send_str(fd, token) || send_str(fd, "\r\n")) {
        close(fd);
        return -1;
    }
    ssize_t n = recv(fd, reply, sizeof reply - 1, 0);
    if (n <= 0) {
        close(fd);
        return -1;
    }
    reply[n] = 0;
    if (strncmp(reply, "+OK", 3))
        return -2;
    u->fd = fd;
    u->proto = 2;
    strncpy(u->host, host, sizeof u->host - 1);
    return 0;
}
