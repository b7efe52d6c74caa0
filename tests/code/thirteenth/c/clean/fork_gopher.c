/* gopher server for the village archive, one child per request (fork model) */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

extern int gopher_menu(const char *selector, FILE *out);

static void child(int s)
{
    char sel[256];
    size_t used = 0;
    FILE *out;

    while (used < sizeof sel - 1) {
        ssize_t n = recv(s, sel + used, sizeof sel - 1 - used, 0);
        if (n <= 0)
            _exit(1);
        used += (size_t)n;
        if (memchr(sel, '\n', used))
            break;
    }
    sel[used] = 0;
    sel[strcspn(sel, "\r\n")] = 0;
    out = fdopen(s, "w");
    if (!out)
        _exit(1);
    gopher_menu(sel, out);
    fputs(".\r\n", out);
    _exit(fclose(out) == 0 ? 0 : 1);
}

int serve(int lfd)
{
    struct timeval tv = { 20, 0 };

    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        int s = accept(lfd, NULL, NULL);
        if (s < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            perror("accept");
            sleep(1);
            continue;
        }
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        switch (fork()) {
        case -1:
            perror("fork");
            break;
        case 0:
            close(lfd);
            child(s);
        }
        close(s);
    }
}
