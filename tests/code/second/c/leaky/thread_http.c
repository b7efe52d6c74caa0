#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char bad[] = "HTTP/1.0 400 Bad Request\r\n\r\n";
static const char ok[] = "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

static int read_head(int fd, char *buf, size_t cap)
{
    size_t n = 0;
    while (n < cap - 1) {
        ssize_t r = read(fd, buf + n, cap - 1 - n);
        if (r <= 0)
            return -1;
        n += r;
        buf[n] = 0;
        if (strstr(buf, "\r\n\r\n"))
            return (int)n;
    }
    return -2;
}

static void *serve(void *arg)
{
    int fd = (int)(intptr_t)arg;
    char head[2048], method[8], path[512];

    int n = read_head(fd, head, sizeof head);
    if (n == -1)
        return NULL;
    if (n == -2 || sscanf(head, "%7s %511s", method, path) != 2) {
        write(fd, bad, sizeof bad - 1);
        close(fd);
        return NULL;
    }
    if (!strcmp(method, "GET"))
        write(fd, ok, sizeof ok - 1);
    shutdown(fd, SHUT_WR);
    close(fd);
    return NULL;
}

int run(int lfd)
{
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        pthread_t t;
        if (fd < 0)
            continue;
        if (pthread_create(&t, NULL, serve, (void *)(intptr_t)fd)) {
            close(fd);
            continue;
        }
        pthread_detach(t);
    }
}
