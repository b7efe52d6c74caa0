#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void reap(int sig)
{
    int saved = errno;
    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = saved;
}

static void session(int fd)
{
    char b[512];
    ssize_t n;
    dup2(fd, 0);
    dup2(fd, 1);
    if (fd > 2)
        close(fd);
    while ((n = read(0, b, sizeof b)) > 0)
        if (write(1, b, (size_t)n) != n)
            break;
    _exit(0);
}

void serve(int lfd)
{
    signal(SIGCHLD, reap);
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EINTR)
                continue;
            sleep(1);
            continue;
        }
        pid_t pid = fork();
        if (pid == 0) {
            close(lfd);
            session(fd);
        }
        /* the child has its own copy; if fork failed there is nobody to serve it */
        close(fd);
    }
}
