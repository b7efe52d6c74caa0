#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Badge readers of the whole campus (about 900) reconnect here after a power cut. */

extern void badge_session(int fd);   /* own timeouts inside */

static void *session_thread(void *arg)
{
    int fd = (int)(intptr_t)arg;
    badge_session(fd);
    close(fd);
    return NULL;
}

static int open_door(uint16_t port)
{
    int on = 1;
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        return -1;
    }
    if (listen(fd, 2) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int main(int argc, char **argv)
{
    pthread_attr_t det;
    int lfd = open_door(argc > 1 ? (uint16_t)atoi(argv[1]) : 4050);
    if (lfd < 0) {
        perror("badge hub");
        return EXIT_FAILURE;
    }
    pthread_attr_init(&det);
    pthread_attr_setdetachstate(&det, PTHREAD_CREATE_DETACHED);
    for (;;) {
        pthread_t t;
        int c = accept(lfd, NULL, NULL);
        if (c < 0) {
            if (errno == EMFILE || errno == ENFILE) sleep(1);
            continue;
        }
        if (pthread_create(&t, &det, session_thread, (void *)(intptr_t)c) != 0) {
            fprintf(stderr, "no thread for badge reader\n");
            close(c);
        }
    }
}
