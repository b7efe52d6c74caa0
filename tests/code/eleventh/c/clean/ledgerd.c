// ledgerd: one thread per branch office, fixed 64 byte records, 1 byte receipt
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

extern int ledger_append(const unsigned char rec[64]);

static int full_read(int fd, unsigned char *p, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t r = read(fd, p + got, n - got);
        if (r == 0) return got ? -1 : 0;
        if (r < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        got += (size_t)r;
    }
    return 1;
}

static void *branch(void *arg)
{
    int fd = (int)(intptr_t)arg, one = 1, rc;
    struct timeval tv = { 120, 0 };
    unsigned char rec[64];

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    while ((rc = full_read(fd, rec, sizeof rec)) == 1) {
        char ans = ledger_append(rec) == 0 ? '+' : '-';
        if (send(fd, &ans, 1, MSG_NOSIGNAL) != 1)
            break;
    }
    if (rc < 0)
        perror("branch");
    close(fd);
    return NULL;
}

int main(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(6464) };
    int on = 1, l = socket(AF_INET, SOCK_STREAM, 0);

    if (l < 0) { perror("socket"); return 1; }
    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(l, (struct sockaddr *)&a, sizeof a) || listen(l, 512)) {
        perror("ledgerd");
        close(l);
        return 1;
    }
    for (;;) {
        pthread_t t;
        int c = accept(l, NULL, NULL);
        if (c < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
                perror("accept");
                sleep(1);
            }
            continue;
        }
        if (pthread_create(&t, NULL, branch, (void *)(intptr_t)c)) {
            close(c);
            continue;
        }
        pthread_detach(t);
    }
}
