#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

struct hdr { uint32_t len; uint16_t op; uint16_t status; };

enum { OP_LOOKUP = 1, OP_STORE = 2, OP_BYE = 9 };

static int full_read(int s, void *p, size_t n)
{
    char *b = p;
    while (n) {
        ssize_t r = read(s, b, n);
        if (r == 0) return 0;
        if (r < 0) { if (errno == EINTR) continue; return -1; }
        b += r; n -= r;
    }
    return 1;
}

static int full_write(int s, const void *p, size_t n)
{
    const char *b = p;
    while (n) {
        ssize_t r = send(s, b, n, MSG_NOSIGNAL);
        if (r < 0) { if (errno == EINTR) continue; return -1; }
        b += r; n -= r;
    }
    return 0;
}

static int reply(int s, uint16_t op, uint16_t status, const void *data, uint32_t len)
{
    char *m = malloc(sizeof(struct hdr) + len);
    struct hdr h = { htonl(len), htons(op), htons(status) };
    int rc;
    if (!m) return -1;
    memcpy(m, &h, sizeof h);
    if (len)
        memcpy(m + sizeof h, data, len);
    rc = full_write(s, m, sizeof h + len);
    free(m);
    return rc;
}

/* Serves one fingerprint reader; s has its timeouts set by the dispatcher,
 * which also closes it. */
void serve_reader(int s, int (*match)(const void *, uint32_t, char out[64]))
{
    struct hdr h;
    unsigned done = 0;

    while (full_read(s, &h, sizeof h) > 0) {
        uint32_t len = ntohl(h.len);
        char person[64], *tpl;

        if (len > 65536 || !(tpl = malloc(len + 1)))
            return;
        if (len && full_read(s, tpl, len) <= 0) { free(tpl); return; }
        switch (ntohs(h.op)) {
        case OP_LOOKUP: {
            int ok = match(tpl, len, person);
            if (reply(s, OP_LOOKUP, ok ? 0 : 1, person, ok ? sizeof person : 0) < 0)
                fprintf(stderr, "reader went away\n");
            done++;
            break;
        }
        case OP_BYE: {
            char stat[32];
            int n = snprintf(stat, sizeof stat, "served %u", done);
            shutdown(s, SHUT_WR);
            reply(s, OP_BYE, 0, stat, n);
            break;
        }
        default:
            reply(s, ntohs(h.op), 2, NULL, 0);
        }
        free(tpl);
    }
}
