#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define BADGE_LEN 16

int badge_lookup(const char *badge, char *name, size_t namelen);
void door_open(const char *door, int seconds);

static int read_full(int fd, char *p, size_t n)
{
    while (n) {
        ssize_t r = read(fd, p, n);
        if (r <= 0) return -1;
        p += r; n -= (size_t)r;
    }
    return 0;
}

static void *door_thread(void *arg)
{
    int fd = *(int *)arg;
    char badge[BADGE_LEN + 1], who[64];
    struct timeval tv = { .tv_sec = 15 };

    free(arg);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);

    memset(badge, 0, sizeof badge);
    if (read_full(fd, badge, BADGE_LEN) < 0) {
        printf("door: short badge frame\n");
        close(fd);
        return NULL;
    }
    if (badge_lookup(badge, who, sizeof who) != 0) {
        printf("door: badge %s denied\n", badge);
        send(fd, "N", 1, MSG_NOSIGNAL);
        return NULL;
    }
    printf("door: welcome %s\n", who);
    door_open("main", 5);
    send(fd, "Y", 1, MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

void door_accept_loop(int lfd)
{
    for (;;) {
        pthread_t t;
        int *p;
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            perror("accept");
            usleep(100000);
            continue;
        }
        p = malloc(sizeof *p);
        if (p == NULL) { close(fd); continue; }
        *p = fd;
        if (pthread_create(&t, NULL, door_thread, p) != 0) {
            close(fd);
            free(p);
            continue;
        }
        pthread_detach(t);
    }
}
