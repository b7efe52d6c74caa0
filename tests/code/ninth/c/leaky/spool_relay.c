#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <syslog.h>
#include <unistd.h>

/* from net_util.c: connect with 5s limit, sets keepalive + nodelay, -1 on error */
int tcp_dial(const char *host, const char *port);

static const char *printer_host = "lp-hall2.intra";
static const char *printer_port = "9100";

static int send_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
        if (w < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        p += w;
        n -= (size_t)w;
    }
    return 0;
}

/* one thread per print job; arg is the workstation's socket, ours from now on */
static void *job_thread(void *arg)
{
    int ws = (int)(intptr_t)arg;
    char buf[16384];
    ssize_t n;
    size_t total = 0;
    struct timeval tv = { .tv_sec = 120 };

    setsockopt(ws, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);

    int lp = tcp_dial(printer_host, printer_port);
    if (lp < 0) {
        syslog(LOG_ERR, "printer %s not reachable, job dropped", printer_host);
        return NULL;
    }
    setsockopt(lp, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    while ((n = recv(ws, buf, sizeof buf, 0)) > 0) {
        if (send_all(lp, buf, (size_t)n) < 0) {
            syslog(LOG_WARNING, "printer write: %m after %zu bytes", total);
            break;
        }
        total += (size_t)n;
    }
    syslog(LOG_INFO, "job done, %zu bytes", total);
    shutdown(lp, SHUT_WR);
    close(lp);
    close(ws);
    return NULL;
}

void spool_serve(int lfd)
{
    for (;;) {
        int c = accept(lfd, NULL, NULL);
        pthread_t t;

        if (c < 0) {
            if (errno == EMFILE || errno == ENFILE)
                sleep(1);
            continue;
        }
        if (pthread_create(&t, NULL, job_thread, (void *)(intptr_t)c) != 0) {
            syslog(LOG_ERR, "no thread for job");
            close(c);
            continue;
        }
        pthread_detach(t);
    }
}
