/*
 * Ticker fan-out. Subscribers connect and only listen, anything they
 * send is thrown away. Max 64 per host, ops want a hard cap.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <poll.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>

#define MAXSUB 64

static struct pollfd tab[MAXSUB + 1];
static int nsub;

static void drop_sub(int i)
{
    close(tab[i].fd);
    tab[i] = tab[nsub];
    nsub--;
}

static void new_sub(int lfd)
{
    int fd = accept(lfd, NULL, NULL);

    if (fd == -1) {
        if (errno == EMFILE || errno == ENFILE)
            sleep(1);
        return;
    }
    if (nsub >= MAXSUB) {
        fprintf(stderr, "ticker: subscriber limit %d reached\n", MAXSUB);
        return;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    nsub++;
    tab[nsub].fd = fd;
    tab[nsub].events = POLLIN;
    tab[nsub].revents = 0;
}

void ticker_publish(const char *msg, size_t len)
{
    int i;

    for (i = nsub; i >= 1; i--)
        if (send(tab[i].fd, msg, len, MSG_NOSIGNAL) != (ssize_t)len)
            drop_sub(i);            /* too slow: reconnects by itself */
}

void ticker_poll(int lfd, int ms)
{
    char junk[256];
    int i;

    tab[0].fd = lfd;
    tab[0].events = POLLIN;
    if (poll(tab, nsub + 1, ms) <= 0)
        return;
    for (i = nsub; i >= 1; i--) {
        ssize_t r;
        if (!tab[i].revents)
            continue;
        r = read(tab[i].fd, junk, sizeof junk);
        if (r == 0 || (r < 0 && errno != EAGAIN))
            drop_sub(i);
    }
    if (tab[0].revents & POLLIN)
        new_sub(lfd);
}
