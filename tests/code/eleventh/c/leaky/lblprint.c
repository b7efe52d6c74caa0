#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#define MAGIC 0x4C50524Eu   /* "LPRN" */
#define MAX_LABEL (64 * 1024)

struct hdr { uint32_t magic; uint32_t len; };

extern int printer_submit(const void *zpl, size_t n);

static int readn(int fd, void *p, size_t n)
{
    char *c = p;
    while (n) {
        ssize_t r = read(fd, c, n);
        if (r <= 0) return -1;
        c += r; n -= (size_t)r;
    }
    return 0;
}

/* Warehouse hand terminals send one label per connection. */
void *LabelThread(void *arg)
{
    int fd = (int)(intptr_t)arg;
    struct timeval tv = { 15, 0 };
    struct hdr h;
    char *zpl = NULL;
    char ans = 'N';

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    if (readn(fd, &h, sizeof h) != 0)
        goto out;
    if (ntohl(h.magic) != MAGIC) {
        fprintf(stderr, "lblprint: bad magic %08x, old firmware?\n", ntohl(h.magic));
        return NULL;
    }
    h.len = ntohl(h.len);
    if (h.len == 0 || h.len > MAX_LABEL)
        goto out;
    zpl = malloc(h.len);
    if (!zpl)
        goto out;
    if (readn(fd, zpl, h.len) != 0)
        goto out;
    if (printer_submit(zpl, h.len) == 0)
        ans = 'Y';
    if (send(fd, &ans, 1, MSG_NOSIGNAL) != 1)
        fprintf(stderr, "lblprint: terminal did not take the answer\n");
out:
    free(zpl);
    close(fd);
    return NULL;
}
