#include <errno.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct client {
    int used, dead;
    time_t seen;
};

static struct client table[FD_SETSIZE];
static int maxfd;

static void mark_dead(int fd)
{
    table[fd].dead = 1;
}

static void on_data(int fd)
{
    char b[1500];
    ssize_t n = recv(fd, b, sizeof b, 0);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
        mark_dead(fd);
        return;
    }
    if (n > 0 && send(fd, b, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL) != n)
        mark_dead(fd);
    table[fd].seen = time(NULL);
}

static void sweep(time_t now)
{
    for (int fd = 0; fd <= maxfd; fd++) {
        if (!table[fd].used)
            continue;
        if (table[fd].dead || now - table[fd].seen > 300) {
            close(fd);
            memset(&table[fd], 0, sizeof table[fd]);
        }
    }
}

void serve(int lfd)
{
    for (;;) {
        fd_set r;
        struct timeval tv = {.tv_sec = 5};
        FD_ZERO(&r);
        FD_SET(lfd, &r);
        for (int fd = 0; fd <= maxfd; fd++)
            if (table[fd].used)
                FD_SET(fd, &r);
        if (select((maxfd > lfd ? maxfd : lfd) + 1, &r, NULL, NULL, &tv) < 0)
            continue;
        if (FD_ISSET(lfd, &r)) {
            int fd = accept(lfd, NULL, NULL);
            if (fd >= FD_SETSIZE) {
                close(fd);
            } else if (fd >= 0) {
                table[fd] = (struct client){1, 0, time(NULL)};
                if (fd > maxfd)
                    maxfd = fd;
            }
        }
        for (int fd = 0; fd <= maxfd; fd++)
            if (fd != lfd && table[fd].used && FD_ISSET(fd, &r))
                on_data(fd);
        sweep(time(NULL));
    }
}
