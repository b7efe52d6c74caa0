/*
 * Floating licence daemon: admission part.
 * A CAD seat sends a 300..900 byte HELLO block right after connect.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#define MAX_SEATS 40

static int seats[MAX_SEATS];
static int nseats;

int seat_serve(int fd);    /* reads HELLO, answers; 0 = keep, -1 = gone */

static void admit(int lsn)
{
    static const char full[] = "LIC/1 DENY all seats taken\n";
    int fd = accept(lsn, NULL, NULL);

    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            poll(NULL, 0, 200);
        return;
    }
    if (nseats == MAX_SEATS) {
        (void)send(fd, full, sizeof full - 1, MSG_NOSIGNAL);
        close(fd);
        return;
    }
    seats[nseats++] = fd;
}

static void retire(int i)
{
    shutdown(seats[i], SHUT_WR);
    close(seats[i]);
    seats[i] = seats[--nseats];
}

void licsrv_run(int lsn)
{
    struct pollfd p[MAX_SEATS + 1];

    for (;;) {
        int i, n = nseats;
        p[0].fd = lsn;
        p[0].events = POLLIN;
        for (i = 0; i < n; i++) {
            p[i + 1].fd = seats[i];
            p[i + 1].events = POLLIN;
        }
        if (poll(p, n + 1, -1) < 0)
            continue;
        for (i = n - 1; i >= 0; i--)
            if (p[i + 1].revents && seat_serve(seats[i]) < 0)
                retire(i);
        if (p[0].revents & POLLIN)
            admit(lsn);
    }
}
