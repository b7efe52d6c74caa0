#include <sys/types.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void reap(int sig)
{
    int saved = errno;
    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = saved;
}

static void answer(int s)
{
    char name[64], path[128], out[1024];
    size_t n = 0;
    ssize_t r;
    FILE *fp;

    alarm(20);
    while (n < sizeof name - 1 && (r = read(s, name + n, sizeof name - 1 - n)) > 0) {
        n += (size_t)r;
        if (memchr(name, '\n', n)) break;
    }
    name[n] = 0;
    name[strcspn(name, "\r\n/")] = 0;
    snprintf(path, sizeof path, "/var/lib/plans/%s", name);
    fp = fopen(path, "r");
    if (!fp) {
        dprintf(s, "No plan for '%s'.\r\n", name);
        return;
    }
    while ((n = fread(out, 1, sizeof out, fp)) > 0) {
        size_t off = 0;
        while (off < n) {
            r = write(s, out + off, n - off);
            if (r <= 0) { fclose(fp); return; }
            off += (size_t)r;
        }
    }
    fclose(fp);
}

int main(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(79) };
    int on = 1, lsn = socket(AF_INET, SOCK_STREAM, 0);

    signal(SIGCHLD, reap);
    setsockopt(lsn, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(lsn, (struct sockaddr *)&a, sizeof a) < 0 || listen(lsn, SOMAXCONN) < 0) {
        perror("fingerd");
        return 1;
    }
    for (;;) {
        int s = accept(lsn, NULL, NULL);
        pid_t pid;
        if (s < 0) {
            if (errno != EINTR) { perror("accept"); sleep(1); }
            continue;
        }
        pid = fork();
        switch (pid) {
        case 0:
            close(lsn);
            answer(s);
            close(s);
            _exit(0);
        case -1:
            perror("fork");
            close(s);
            break;
        default:
            fprintf(stderr, "fingerd: child %d\n", (int)pid);
            break;
        }
    }
}
