#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* Sends the day's weighings as CSV to whoever connects; some 400000 rows in harvest time. */

struct weighing {
    int  lot;
    char farm[24];
    char crop[16];
    int  kg;
    int  moisture;    /* per mille */
};

extern int  weighing_next(void *cursor, struct weighing *w);

static int emit(int fd, const char *s, int quote)
{
    if (quote && write(fd, "\"", 1) != 1)
        return -1;
    for (; *s; s++) {
        ssize_t r;
        do
            r = write(fd, s, 1);
        while (r < 0 && errno == EINTR);
        if (r != 1)
            return -1;
    }
    if (quote && write(fd, "\"", 1) != 1)
        return -1;
    return 0;
}

static int emit_int(int fd, int v)
{
    char tmp[16];
    snprintf(tmp, sizeof tmp, "%d", v);
    return emit(fd, tmp, 0);
}

/* takes over fd */
long export_day(int fd, void *cursor)
{
    struct weighing w;
    long rows = 0;
    int one = 1;
    struct timeval tv = { 30, 0 };

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (emit(fd, "lot,farm,crop,kg,moisture\r\n", 0))
        goto out;
    while (weighing_next(cursor, &w)) {
        if (emit_int(fd, w.lot) || emit(fd, ",", 0) || emit(fd, w.farm, 1) || emit(fd, ",", 0) ||
            emit(fd, w.crop, 1) || emit(fd, ",", 0) || emit_int(fd, w.kg) || emit(fd, ",", 0) ||
            emit_int(fd, w.moisture) || emit(fd, "\r\n", 0)) {
            fprintf(stderr, "export: receiver went after %ld rows: %s\n", rows, strerror(errno));
            break;
        }
        rows++;
    }
out:
    close(fd);
    return rows;
}
