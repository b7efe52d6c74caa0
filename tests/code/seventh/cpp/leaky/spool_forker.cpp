/*
 * spoold - takes fax jobs, one child per sender (the TIFF library
 * crashes now and then, so it lives in a process of its own)
 */
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <signal.h>
#include <syslog.h>
#include <unistd.h>
#include <errno.h>
#include <string.h>
#include <stdlib.h>

static void reap(int)
{
    int saved = errno;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = saved;
}

static int receiveJob(int s)
{
    char page[65536];
    ssize_t n;
    size_t total = 0;
    struct timeval tv = { 60, 0 };
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    while ((n = read(s, page, sizeof(page))) > 0)
        total += n;
    syslog(LOG_INFO, "job of %lu bytes", (unsigned long)total);
    return n == 0 ? 0 : 1;
}

static int openPort(unsigned short port)
{
    int on = 1;
    struct sockaddr_in sa;
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0)
        return -1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    memset(&sa, 0, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_port = htons(port);
    if (bind(s, (struct sockaddr *)&sa, sizeof(sa)) < 0 || listen(s, 128) < 0) {
        close(s);
        return -1;
    }
    return s;
}

int main()
{
    openlog("spoold", LOG_PID, LOG_DAEMON);
    signal(SIGCHLD, reap);
    int lst = openPort(4559);
    if (lst < 0) {
        syslog(LOG_ERR, "port: %m");
        return 1;
    }
    for (;;) {
        int job = accept(lst, NULL, NULL);
        if (job < 0) {
            if (errno != EINTR) {
                syslog(LOG_ERR, "accept: %m");
                sleep(1);
            }
            continue;
        }
        pid_t kid = fork();
        if (kid < 0) {
            syslog(LOG_ERR, "fork: %m");
            close(job);
            continue;
        }
        if (kid == 0) {
            close(lst);
            _exit(receiveJob(job));
        }
        syslog(LOG_DEBUG, "child %d started", (int)kid);
    }
}
