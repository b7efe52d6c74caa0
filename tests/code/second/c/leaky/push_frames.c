#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

struct sub {
    int fd;
    struct sub *next;
};

static struct sub *subs;

int subscribe(int lfd)
{
    int fd = accept(lfd, NULL, NULL);
    if (fd < 0)
        return -1;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    struct sub *s = malloc(sizeof *s);
    if (!s) {
        close(fd);
        return -1;
    }
    s->fd = fd;
    s->next = subs;
    subs = s;
    return 0;
}

static int push(struct sub *s, const void *frame, uint32_t len)
{
    uint32_t be = htonl(len);
    char *out = malloc(len + 4);
    if (!out)
        return -1;
    memcpy(out, &be, 4);
    memcpy(out + 4, frame, len);
    ssize_t n = send(s->fd, out, len + 4, MSG_NOSIGNAL);
    free(out);
    return n < 0 ? -1 : 0;
}

void broadcast(const void *frame, uint32_t len)
{
    struct sub **p = &subs;
    while (*p) {
        if (push(*p, frame, len) < 0) {
            struct sub *dead = *p;
            *p = dead->next;
            close(dead->fd);
            free(dead);
        } else {
            p = &(*p)->next;
        }
    }
}
