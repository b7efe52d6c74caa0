#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <syslog.h>
#include <unistd.h>

#define GATE_MAGIC 0x4741u

typedef struct { uint16_t magic; uint16_t door; uint32_t badge; uint32_t pin; } gate_req_t;

extern int badge_lookup(uint32_t badge, uint32_t *pin_out);
extern int door_open(uint16_t door);

static int recv_exact(int s, void *p, size_t n)
{
    char *c = p;
    while (n) {
        ssize_t r = recv(s, c, n, 0);
        if (r <= 0) return -1;
        c += r; n -= (size_t)r;
    }
    return 0;
}

static void reply(int s, char code)
{
    if (send(s, &code, 1, MSG_NOSIGNAL) != 1)
        syslog(LOG_WARNING, "gate: reply not sent");
}

/* one thread per reader terminal; terminals send many requests on one connection */
static void *gate_thread(void *arg)
{
    int s = (int)(intptr_t)arg;
    struct timeval tv = { 90, 0 };
    gate_req_t q;
    uint32_t pin;

    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    while (recv_exact(s, &q, sizeof q) == 0) {
        if (q.magic != GATE_MAGIC)
            break;
        if (badge_lookup(q.badge, &pin) < 0) {
            reply(s, 'U');
            continue;
        }
        if (pin != q.pin) {
            syslog(LOG_NOTICE, "gate: wrong pin badge=%u door=%u", q.badge, q.door);
            reply(s, 'P');
            return NULL;
        }
        reply(s, door_open(q.door) == 0 ? 'O' : 'E');
    }
    close(s);
    return NULL;
}

int gate_spawn(int s)
{
    pthread_t t;
    if (pthread_create(&t, NULL, gate_thread, (void *)(intptr_t)s) != 0) {
        close(s);
        return -1;
    }
    pthread_detach(t);
    return 0;
}
