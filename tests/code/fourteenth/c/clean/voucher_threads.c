#include <pthread.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>

int voucher_redeem(const char *code, long *cents);

/* reads up to '\n' (not stored); -1 at eof, error, timeout, too long */
static int get_line(int fd, char *b, int cap)
{
    int i = 0;
    while (i < cap - 1) {
        ssize_t r = recv(fd, b + i, (size_t)(cap - 1 - i), 0);
        if (r <= 0)
            return -1;
        char *nl = memchr(b + i, '\n', (size_t)r);
        i += (int)r;
        if (nl) {
            *nl = 0;
            return (int)(nl - b);
        }
    }
    return -1;
}

static void till_talk(int fd)
{
    char code[64], reply[64];
    long cents;

    while (get_line(fd, code, sizeof code) > 0) {
        if (!strcasecmp(code, "bye"))
            return;
        int rc = voucher_redeem(code, &cents);
        int n = rc == 0 ? snprintf(reply, sizeof reply, "OK %ld\n", cents)
                        : snprintf(reply, sizeof reply, "ERR %d\n", rc);
        if (send(fd, reply, (size_t)n, MSG_NOSIGNAL) != n) {
            fprintf(stderr, "till %d: reply lost\n", fd);
            return;
        }
    }
}

static void *till(void *p)
{
    int fd = (int)(intptr_t)p;
    struct timeval idle = { 300, 0 }, snd = { 10, 0 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof idle);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &snd, sizeof snd);
    till_talk(fd);
    close(fd);
    return NULL;
}

void tills_serve(int lfd)
{
    pthread_attr_t at;
    pthread_attr_init(&at);
    pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&at, 128 * 1024);
    for (;;) {
        pthread_t t;
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno != EINTR && errno != ECONNABORTED)
                sleep(1);
            continue;
        }
        if (pthread_create(&t, &at, till, (void *)(intptr_t)fd) != 0) {
            fprintf(stderr, "no thread for till\n");
            close(fd);
        }
    }
}
