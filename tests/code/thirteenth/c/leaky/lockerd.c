/* lockerd.c: parcel locker cabinets phone home here (about 6000 of them,
 * all at the full hour because of the cron entry in the image...) */
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

extern int cabinet_report(const char *buf, size_t n, char *reply, size_t max);

static void *cabinet(void *p)
{
    int fd = (int)(intptr_t)p;
    char buf[4096], rep[512];
    ssize_t n;

    while ((n = recv(fd, buf, sizeof buf, 0)) > 0) {
        int m = cabinet_report(buf, (size_t)n, rep, sizeof rep);
        if (m > 0 && send(fd, rep, (size_t)m, MSG_NOSIGNAL) != m)
            break;
    }
    close(fd);
    return NULL;
}

int main(void)
{
    struct sockaddr_in a;
    struct timeval tv = { 30, 0 };
    pthread_attr_t at;
    int one = 1, ls;

    pthread_attr_init(&at);
    pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&at, 128 * 1024);

    ls = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(8810);
    if (bind(ls, (struct sockaddr *)&a, sizeof a) < 0 || listen(ls, 2) < 0) {
        perror("lockerd");
        return 1;
    }
    for (;;) {
        pthread_t t;
        int fd = accept(ls, NULL, NULL);
        if (fd < 0) {
            perror("accept");
            sleep(1);
            continue;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (pthread_create(&t, &at, cabinet, (void *)(intptr_t)fd) != 0)
            close(fd);
    }
}
