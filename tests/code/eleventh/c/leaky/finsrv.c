/* finsrv.c: corporate finger service, K&R habits and all */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void reap(int sig)
{
    int e = errno;
    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = e;
}

static void answer(int c)
{
    char who[65];
    FILE *in = fdopen(c, "r");

    alarm(30);                      /* nobody types that slow */
    if (in == NULL)
        return;
    if (fgets(who, sizeof who, in) != NULL) {
        who[strcspn(who, "\r\n")] = 0;
        dprintf(c, "Login: %s\r\nOffice: ask the front desk\r\n", who);
    }
    fclose(in);
}

int main(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(7979) };
    int s, c, on = 1;
    pid_t p;

    signal(SIGCHLD, reap);
    if ((s = socket(AF_INET, SOCK_STREAM, 0)) < 0) { perror("socket"); return 1; }
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, SOMAXCONN) < 0) {
        perror("finsrv");
        return 1;
    }
    for (;;) {
        c = accept(s, NULL, NULL);
        if (c < 0) {
            if (errno != EINTR) { perror("accept"); sleep(1); }
            continue;
        }
        p = fork();
        if (p == 0) {
            close(s);
            answer(c);
            _exit(0);
        }
        if (p < 0) {
            perror("fork");
            close(c);
            continue;
        }
        printf("child %d on it\n", (int)p);
    }
}
