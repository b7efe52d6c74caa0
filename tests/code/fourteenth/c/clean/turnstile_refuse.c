#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * Ticket turnstiles send their whole log on connect. When maintenance is on
 * we answer "MAINT" and let them finish so that the answer arrives.
 */
extern volatile int maintenance;
int turnstile_session(int fd);          /* closes fd */

static void *say_maint(void *p)
{
    int fd = (int)(intptr_t)p;
    char sink[4096];
    time_t end = time(NULL) + 5;

    send(fd, "MAINT\n", 6, MSG_NOSIGNAL);
    shutdown(fd, SHUT_WR);
    while (time(NULL) < end) {
        struct pollfd pf = { fd, POLLIN, 0 };
        int k = poll(&pf, 1, 1000);
        if (k < 0 && errno != EINTR)
            break;
        if (k > 0 && recv(fd, sink, sizeof sink, 0) <= 0)
            break;
    }
    close(fd);
    return NULL;
}

static void *normal(void *p)
{
    turnstile_session((int)(intptr_t)p);
    return NULL;
}

void turnstile_main(int lfd)
{
    for (;;) {
        pthread_t t;
        int fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
                fprintf(stderr, "accept: %m, pausing\n");
                usleep(250000);
            }
            continue;
        }
        if (pthread_create(&t, NULL, maintenance ? say_maint : normal, (void *)(intptr_t)fd)) {
            close(fd);
            continue;
        }
        pthread_detach(t);
    }
}
