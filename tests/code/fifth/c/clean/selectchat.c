#include <sys/select.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <fcntl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* the crew chat box on the ferry; small on purpose */

#define MAXC 60
#define OUTQ 16384

static struct { int fd; time_t last; int qn; char q[OUTQ]; } cl[MAXC];

static void kick(int i)
{
    close(cl[i].fd);
    cl[i].fd = -1;
    cl[i].qn = 0;
}

static void flush_out(int i)
{
    while (cl[i].qn > 0) {
        ssize_t n = send(cl[i].fd, cl[i].q, cl[i].qn, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno != EAGAIN && errno != EINTR)
                kick(i);
            return;
        }
        cl[i].qn -= (int)n;
        memmove(cl[i].q, cl[i].q + n, cl[i].qn);
    }
}

static void tell_all(const char *s, int n)
{
    for (int i = 0; i < MAXC; i++) {
        if (cl[i].fd < 0) continue;
        if (cl[i].qn + n > OUTQ) { kick(i); continue; }     /* asleep, let him reconnect */
        memcpy(cl[i].q + cl[i].qn, s, n);
        cl[i].qn += n;
        flush_out(i);
    }
}

static void welcome(int lsn)
{
    int i, fd = accept(lsn, NULL, NULL);
    if (fd < 0) { if (errno == EMFILE) usleep(100000); return; }
    for (i = 0; i < MAXC && cl[i].fd >= 0; i++)
        ;
    if (i == MAXC || fd >= FD_SETSIZE || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
        close(fd);
        return;
    }
    cl[i].fd = fd;
    cl[i].last = time(NULL);
    cl[i].qn = 0;
}

void chat(int lsn)
{
    char b[1024];
    for (int i = 0; i < MAXC; i++) cl[i].fd = -1;
    for (;;) {
        fd_set r, w;
        int top = lsn;
        struct timeval tv = { 5, 0 };
        FD_ZERO(&r); FD_ZERO(&w); FD_SET(lsn, &r);
        for (int i = 0; i < MAXC; i++) {
            if (cl[i].fd < 0) continue;
            if (time(NULL) - cl[i].last > 3600) { kick(i); continue; }
            FD_SET(cl[i].fd, &r);
            if (cl[i].qn) FD_SET(cl[i].fd, &w);
            if (cl[i].fd > top) top = cl[i].fd;
        }
        if (select(top + 1, &r, &w, NULL, &tv) <= 0) continue;
        for (int i = 0; i < MAXC; i++) {
            if (cl[i].fd >= 0 && FD_ISSET(cl[i].fd, &w)) flush_out(i);
            if (cl[i].fd >= 0 && FD_ISSET(cl[i].fd, &r)) {
                ssize_t n = recv(cl[i].fd, b, sizeof b, 0);
                if (n > 0) { cl[i].last = time(NULL); tell_all(b, (int)n); }
                else if (n == 0 || (errno != EAGAIN && errno != EINTR)) kick(i);
            }
        }
        if (FD_ISSET(lsn, &r)) welcome(lsn);
    }
}
