#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <unistd.h>

/* Turnstile controllers of the stadium (about 400) all reconnect at kick-off. */

extern void *gate_session(void *fdp);   /* owns *fdp and closes it */

static int make_listener(unsigned short port)
{
    struct sockaddr_in6 sa;
    int yes = 1, no = 0;
    int s = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0)
        return -1;

    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    memset(&sa, 0, sizeof sa);
    sa.sin6_family = AF_INET6;
    sa.sin6_port = htons(port);
    sa.sin6_addr = in6addr_any;
    if (bind(s, (struct sockaddr *)&sa, sizeof sa) != 0 || listen(s, 4) != 0) {
        int e = errno;
        close(s);
        errno = e;
        return -1;
    }
    return s;
}

int main(int argc, char **argv)
{
    int s = make_listener(argc > 1 ? (unsigned short)atoi(argv[1]) : 4410);
    if (s < 0) {
        perror("gatectl");
        return EXIT_FAILURE;
    }
    for (;;) {
        pthread_t tid;
        int one = 1;
        int *fdp = malloc(sizeof *fdp);
        if (!fdp) { sleep(1); continue; }
        *fdp = accept(s, NULL, NULL);
        if (*fdp < 0) {
            free(fdp);
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS)
                sleep(1);
            continue;
        }
        setsockopt(*fdp, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        setsockopt(*fdp, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
        if (pthread_create(&tid, NULL, gate_session, fdp) == 0)
            pthread_detach(tid);
        else {
            close(*fdp);
            free(fdp);
        }
    }
}
