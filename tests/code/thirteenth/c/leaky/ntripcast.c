/* ntripcast - tiny NTRIP-style caster for RTK corrections.
 * One child per rover, the base station feed sits in shared memory. */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

extern void serve_rover(int s, const char *mount);   /* returns when the rover hangs up */

static void on_chld(int sig)
{
    int saved = errno;
    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = saved;
}

int caster_run(int lfd, const char *mount)
{
    struct sigaction sa;
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = on_chld;
    sa.sa_flags = SA_RESTART | SA_NOCLDSTOP;
    sigaction(SIGCHLD, &sa, NULL);

    for (;;) {
        struct sockaddr_in who;
        socklen_t wl = sizeof who;
        int s = accept(lfd, (struct sockaddr *)&who, &wl);
        if (s < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            syslog(LOG_ERR, "accept: %m");
            return -1;
        }
        pid_t pid = fork();
        if (pid < 0) {
            syslog(LOG_WARNING, "fork: %m, rover turned away");
            close(s);
            continue;
        }
        if (pid == 0) {
            close(lfd);
            serve_rover(s, mount);
            close(s);
            _exit(0);
        }
        syslog(LOG_INFO, "rover served by pid %d", (int)pid);
    }
}
