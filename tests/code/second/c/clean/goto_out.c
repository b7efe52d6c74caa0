#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct job {
    int fd;
    char *buf;
};

static int recv_line(int fd, char *b, size_t cap)
{
    size_t n = 0;
    while (n + 1 < cap) {
        ssize_t r = recv(fd, b + n, 1, 0);
        if (r <= 0)
            return -1;
        if (b[n++] == '\n')
            break;
    }
    b[n] = 0;
    return (int)n;
}

static void *worker(void *p)
{
    struct job *j = p;
    struct timeval tv = {.tv_sec = 30};
    int n;

    j->buf = malloc(8192);
    if (!j->buf)
        goto out;
    setsockopt(j->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    for (;;) {
        n = recv_line(j->fd, j->buf, 8192);
        if (n < 0)
            goto out;
        if (!strncmp(j->buf, "QUIT", 4))
            break;
        if (send(j->fd, j->buf, (size_t)n, MSG_NOSIGNAL) != n)
            goto out;
    }
    shutdown(j->fd, SHUT_RDWR);
out:
    close(j->fd);
    free(j->buf);
    free(j);
    return NULL;
}

void spawn(int lfd)
{
    pthread_t t;
    struct job *j = calloc(1, sizeof *j);
    if (!j)
        return;
    j->fd = accept(lfd, NULL, NULL);
    if (j->fd < 0) {
        free(j);
        return;
    }
    if (pthread_create(&t, NULL, worker, j) == 0)
        pthread_detach(t);
    else
        worker(j);
}
