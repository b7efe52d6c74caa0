#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Punch clocks: a thread per clock, at most 200 of them at a time. */

typedef struct {
    int sock;
    char peer[INET6_ADDRSTRLEN];
} clock_t_arg;

static sem_t seats;

static void bye(void *p)
{
    clock_t_arg *a = p;
    close(a->sock);
    free(a);
    sem_post(&seats);
}

static int all(int fd, const char *s, size_t n)
{
    while (n > 0) {
        ssize_t w = send(fd, s, n, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return 0;
        s += w; n -= (size_t)w;
    }
    return 1;
}

static void *serve_clock(void *p)
{
    clock_t_arg *a = p;
    char buf[128], rep[48];
    size_t have = 0;
    ssize_t n;

    pthread_cleanup_push(bye, a);
    while ((n = recv(a->sock, buf + have, sizeof buf - have, 0)) > 0) {
        char *e;
        have += (size_t)n;
        while ((e = memchr(buf, '\r', have)) != NULL) {
            unsigned long card = strtoul(buf, NULL, 16);
            int k = snprintf(rep, sizeof rep, "OK %08lx\r", card);
            if (!all(a->sock, rep, (size_t)k)) pthread_exit(NULL);
            have -= (size_t)(e + 1 - buf);
            memmove(buf, e + 1, have);
        }
        if (have == sizeof buf) {
            fprintf(stderr, "clock %s sends garbage\n", a->peer);
            break;
        }
    }
    pthread_cleanup_pop(1);
    return NULL;
}

int timeclock_serve(int lsock)
{
    pthread_attr_t at;

    sem_init(&seats, 0, 200);
    pthread_attr_init(&at);
    pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
    for (;;) {
        pthread_t t;
        struct timeval tv = { 300, 0 };
        int on = 1, rc;
        clock_t_arg *a = malloc(sizeof *a);

        if (!a) return -1;
        strcpy(a->peer, "-");
        while (sem_wait(&seats) < 0 && errno == EINTR) ;
        do a->sock = accept(lsock, NULL, NULL);
        while (a->sock < 0 && errno == EINTR);
        if (a->sock < 0) {
            perror("accept");
            free(a);
            sem_post(&seats);
            sleep(1);
            continue;
        }
        setsockopt(a->sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);   /* they ping each 2 min */
        setsockopt(a->sock, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        setsockopt(a->sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if ((rc = pthread_create(&t, &at, serve_clock, a)) != 0) {
            fprintf(stderr, "pthread_create: %s\n", strerror(rc));
            bye(a);
        }
    }
}
