#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <syslog.h>
#include <unistd.h>

/* parcel lockers: 8 byte command, 4 byte status back, many per connection */
typedef struct { uint32_t box; uint32_t code; } cmd_t;
extern uint32_t locker_try(uint32_t box, uint32_t code);

static int get_full(int s, void *p, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t r = recv(s, (char *)p + got, n - got, 0);
        if (r <= 0)
            return -1;
        got += (size_t)r;
    }
    return 0;
}

static void *locker_main(void *arg)
{
    int s = (int)(intptr_t)arg;
    struct timeval tv = { 120, 0 };
    cmd_t c;
    int wrong = 0;

    if (setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) < 0 ||
        setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) < 0)
        goto out;

    while (get_full(s, &c, sizeof c) == 0) {
        uint32_t st = locker_try(c.box, c.code);
        if (send(s, &st, sizeof st, MSG_NOSIGNAL) != (ssize_t)sizeof st)
            goto out;
        if (st != 0 && ++wrong > 5) {
            syslog(LOG_WARNING, "locker: too many wrong codes, box %u", c.box);
            shutdown(s, SHUT_WR);
            while (recv(s, &c, sizeof c, 0) > 0)
                ;
            goto out;
        }
    }
out:
    close(s);
    return NULL;
}

int locker_start(int s)
{
    pthread_t t;
    int rc = pthread_create(&t, NULL, locker_main, (void *)(intptr_t)s);
    if (rc != 0) {
        syslog(LOG_ERR, "locker thread: %s", strerror(rc));
        close(s);
        return -1;
    }
    pthread_detach(t);
    return 0;
}
