/*
 * quoted(8) - price quote daemon, one child per customer connection.
 * K&R-ish on purpose, has to build on the old AIX boxes as well.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void serve_quotes(int sock);   /* returns when customer is done */

static void reap(int sig)
{
    int save = errno;
    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = save;
}

int main(void)
{
    struct sockaddr_in sin;
    int ls, cs, on = 1;
    pid_t pid;

    signal(SIGCHLD, reap);
    ls = socket(AF_INET, SOCK_STREAM, 0);
    if (ls < 0) { perror("socket"); exit(1); }
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_port = htons(7311);
    if (bind(ls, (struct sockaddr *)&sin, sizeof(sin)) < 0 || listen(ls, SOMAXCONN) < 0) {
        perror("bind/listen");
        exit(1);
    }

    for (;;) {
        cs = accept(ls, NULL, NULL);
        if (cs < 0) {
            if (errno == EINTR)
                continue;
            perror("accept");
            sleep(1);
            continue;
        }
        pid = fork();
        if (pid < 0) {
            perror("fork");
            close(cs);
            continue;
        }
        if (pid == 0) {
            close(ls);
            serve_quotes(cs);
            close(cs);
            _exit(0);
        }
        printf("quoted: child %ld started\n", (long)pid);
    }
}
