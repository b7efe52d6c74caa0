/* Front door of the map tile renderer. At most MAX_ACTIVE renders at a time;
 * the rest is told to come back. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#define MAX_ACTIVE 48

static atomic_int active;
extern void render_request(int fd);     /* reads the request, answers it, honours timeouts */

static const char busy[] =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Retry-After: 5\r\n"
    "Content-Length: 0\r\n"
    "Connection: close\r\n\r\n";

static void *render_thread(void *p)
{
    int fd = (int)(intptr_t)p;
    render_request(fd);
    close(fd);
    atomic_fetch_sub(&active, 1);
    return NULL;
}

static void refuse(int fd)
{
    ssize_t n = send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n != (ssize_t)sizeof busy - 1)
        syslog(LOG_NOTICE, "busy answer cut short");
    close(fd);
}

void front_door(int lfd)
{
    for (;;) {
        pthread_t t;
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS) {
                syslog(LOG_ERR, "accept: %m, pausing");
                usleep(200 * 1000);
            }
            continue;
        }
        if (atomic_fetch_add(&active, 1) >= MAX_ACTIVE) {
            atomic_fetch_sub(&active, 1);
            refuse(fd);
            continue;
        }
        if (pthread_create(&t, NULL, render_thread, (void *)(intptr_t)fd) != 0) {
            atomic_fetch_sub(&active, 1);
            close(fd);
            continue;
        }
        pthread_detach(t);
    }
}
