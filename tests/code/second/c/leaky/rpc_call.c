#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

struct rpc {
    int fd;
    uint32_t next_id;
};

int rpc_dial(struct rpc *r, struct sockaddr_in *to)
{
    int one = 1;
    r->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (r->fd < 0)
        return -1;
    setsockopt(r->fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    if (connect(r->fd, (struct sockaddr *)to, sizeof *to) < 0) {
        close(r->fd);
        return -1;
    }
    r->next_id = 1;
    return 0;
}

static int put(int fd, const void *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k <= 0)
            return -1;
        p = (const char *)p + k;
        n -= k;
    }
    return 0;
}

static int get(int fd, void *p, size_t n)
{
    while (n) {
        ssize_t k = read(fd, p, n);
        if (k <= 0)
            return -1;
        p = (char *)p + k;
        n -= k;
    }
    return 0;
}

int rpc_call(struct rpc *r, const void *req, uint32_t len, void *resp, uint32_t cap)
{
    uint32_t head[2] = {htonl(r->next_id++), htonl(len)}, back[2];
    if (put(r->fd, head, sizeof head) || put(r->fd, req, len))
        return -1;
    if (get(r->fd, back, sizeof back))
        return -1;
    len = ntohl(back[1]);
    return len > cap || get(r->fd, resp, len) ? -1 : (int)len;
}

void rpc_close(struct rpc *r)
{
    close(r->fd);
    r->fd = -1;
}
