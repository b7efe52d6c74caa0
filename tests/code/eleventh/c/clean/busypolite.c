/* Ticket printer gateway: over the limit a caller gets "BUSY" and is let go gently. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

extern void print_tickets(int fd);      /* reads until EOF, obeys SO_RCVTIMEO */

static sem_t slots;

static void drain_and_close(int fd)
{
    char sink[4096];
    time_t until = time(NULL) + 3;
    shutdown(fd, SHUT_WR);
    while (time(NULL) < until) {
        ssize_t n = recv(fd, sink, sizeof sink, 0);
        if (n == 0 || (n < 0 && errno != EINTR))
            break;
    }
    close(fd);
}

static void *caller(void *arg)
{
    int fd = (int)(intptr_t)arg;
    struct timeval tv = { 1, 0 };

    if (sem_trywait(&slots) != 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        if (send(fd, "BUSY\n", 5, MSG_NOSIGNAL) < 0)
            perror("busy");
        drain_and_close(fd);
        return NULL;
    }
    tv.tv_sec = 60;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    print_tickets(fd);
    close(fd);
    sem_post(&slots);
    return NULL;
}

int gateway(int lfd, unsigned max)
{
    pthread_attr_t at;
    if (sem_init(&slots, 0, max) != 0)
        return -1;
    pthread_attr_init(&at);
    pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
    for (;;) {
        pthread_t id;
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            perror("accept");
            if (errno == EBADF || errno == EINVAL)
                return 0;       /* listener shut by the signal thread */
            sleep(1);
            continue;
        }
        if (pthread_create(&id, &at, caller, (void *)(intptr_t)fd) != 0)
            close(fd);
    }
}
