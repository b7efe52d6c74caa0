/* meterd: each smart meter concentrator gets a thread. Frames are <len16><payload>. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define GREETING 0x4d31

struct conc { int sock; unsigned serial; };

int store_frame(unsigned serial, const uint8_t *p, size_t n);

static int read_full(int fd, void *buf, size_t n)
{
    uint8_t *p = buf;
    while (n) {
        ssize_t r = recv(fd, p, n, 0);
        if (r <= 0)
            return -1;
        p += r;
        n -= (size_t)r;
    }
    return 0;
}

static void *conc_main(void *arg)
{
    struct conc *c = arg;
    uint16_t word;
    uint8_t frame[2048];

    if (read_full(c->sock, &word, sizeof word) < 0)
        goto out;
    if (ntohs(word) != GREETING) {
        fprintf(stderr, "concentrator %u: odd greeting %04x\n", c->serial, ntohs(word));
        free(c);
        return NULL;
    }
    while (read_full(c->sock, &word, sizeof word) == 0) {
        size_t n = ntohs(word);
        if (n == 0 || n > sizeof frame)
            break;
        if (read_full(c->sock, frame, n) < 0)
            break;
        if (store_frame(c->serial, frame, n) < 0)
            fprintf(stderr, "concentrator %u: frame not stored\n", c->serial);
    }
out:
    close(c->sock);
    free(c);
    return NULL;
}

int conc_start(int lfd, unsigned serial)
{
    struct timeval tv = { 900, 0 };     /* they report every 5 minutes */
    pthread_t t;
    struct conc *c = malloc(sizeof *c);
    if (!c)
        return -1;
    c->serial = serial;
    c->sock = accept(lfd, NULL, NULL);
    if (c->sock < 0) {
        free(c);
        return -1;
    }
    setsockopt(c->sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    if (pthread_create(&t, NULL, conc_main, c) != 0) {
        close(c->sock);
        free(c);
        return -1;
    }
    pthread_detach(t);
    return 0;
}
