/* directory lookup daemon, child per query */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern size_t dir_lookup(const char *name, char *out, size_t cap);

static void on_chld(int s)
{
    int e = errno;
    (void)s;
    while (waitpid(-1, 0, WNOHANG) > 0)
        ;
    errno = e;
}

static void answer(int c)
{
    char q[256], out[8192];
    size_t have = 0, n, off = 0;
    struct timeval tv = { 20, 0 };
    setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    while (have < sizeof q - 1) {
        ssize_t r = read(c, q + have, sizeof q - 1 - have);
        if (r <= 0)
            return;
        have += (size_t)r;
        if (memchr(q, '\n', have))
            break;
    }
    q[have] = 0;
    q[strcspn(q, "\r\n")] = 0;
    n = dir_lookup(q, out, sizeof out);
    while (off < n) {
        ssize_t w = write(c, out + off, n - off);
        if (w <= 0)
            return;
        off += (size_t)w;
    }
    shutdown(c, SHUT_WR);
    while (read(c, q, sizeof q) > 0)
        ;
}

int run(int ls)
{
    signal(SIGCHLD, on_chld);
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        int c = accept(ls, NULL, NULL);
        if (c < 0) {
            if (errno != EINTR) {
                perror("accept");
                sleep(1);
            }
            continue;
        }
        switch (fork()) {
        case -1:
            perror("fork");
            close(c);
            sleep(1);
            break;
        case 0:
            close(ls);
            answer(c);
            close(c);
            _exit(0);
        default:
            close(c);
        }
    }
}
