/* ticketd: hands out queue numbers to the ticket machines of all branches */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static atomic_uint counter = 1;

static void *machine(void *p)
{
    int fd = (int)(long)p;
    char in[64], out[64];
    size_t have = 0;

    for (;;) {
        ssize_t n = recv(fd, in + have, sizeof in - 1 - have, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        have += n;
        in[have] = '\0';
        if (strchr(in, '\n')) {
            int len = snprintf(out, sizeof out, "%u %.20s", atomic_fetch_add(&counter, 1), in);
            if (send(fd, out, len, MSG_NOSIGNAL) != len)
                fprintf(stderr, "ticketd: number not delivered: %s\n", strerror(errno));
            have = 0;
        } else if (have == sizeof in - 1) {
            break;
        }
    }
    close(fd);
    return NULL;
}

static int listener(unsigned short port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
    int one = 1, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (s < 0)
        return -1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(s, (struct sockaddr *)&a, sizeof a) == -1 || listen(s, 1) == -1) {
        close(s);
        return -1;
    }
    return s;
}

int main(void)
{
    int ls = listener(4321);
    if (ls == -1) {
        perror("ticketd");
        return EXIT_FAILURE;
    }
    for (;;) {
        int fd = accept(ls, NULL, NULL);
        if (fd == -1) {
            if (errno != EINTR && errno != ECONNABORTED)
                usleep(100 * 1000);
            continue;
        }
        struct timeval tv = { .tv_sec = 30 };
        pthread_t t;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (pthread_create(&t, NULL, machine, (void *)(long)fd) != 0) {
            close(fd);
            continue;
        }
        pthread_detach(t);
    }
}
