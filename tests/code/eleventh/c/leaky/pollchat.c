#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAXU  500
#define IDLE  600

static struct pollfd pfd[MAXU + 1];
static time_t        last[MAXU + 1];
static int           npfd = 1;          /* slot 0 is the listener */

static void slot_remove(int i)
{
    npfd--;
    pfd[i]  = pfd[npfd];
    last[i] = last[npfd];
}

static void newcomer(void)
{
    int fd = accept(pfd[0].fd, 0, 0);
    if (fd < 0) {
        if (errno == EMFILE) sleep(1);
        return;
    }
    if (npfd > MAXU) { close(fd); return; }
    pfd[npfd].fd = fd;
    pfd[npfd].events = POLLIN;
    pfd[npfd].revents = 0;
    last[npfd++] = time(0);
}

static void shout(int from, const char *b, size_t n)
{
    for (int i = 1; i < npfd; i++)
        if (i != from && send(pfd[i].fd, b, n, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)n)
            shutdown(pfd[i].fd, SHUT_RDWR);   /* too slow: it reads EOF next round */
}

void chat_round(void)
{
    char b[1024];
    int rc = poll(pfd, (nfds_t)npfd, 5000);
    time_t now = time(0);

    if (rc < 0 && errno != EINTR) { perror("poll"); return; }
    for (int i = npfd - 1; rc > 0 && i >= 1; i--) {
        if (!pfd[i].revents) continue;
        ssize_t n = recv(pfd[i].fd, b, sizeof b, MSG_DONTWAIT);
        if (n > 0) { last[i] = now; shout(i, b, (size_t)n); continue; }
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        close(pfd[i].fd);
        slot_remove(i);
    }
    for (int i = npfd - 1; i >= 1; i--)
        if (now - last[i] > IDLE) {
            printf("fd %d silent for %ds, out\n", pfd[i].fd, IDLE);
            slot_remove(i);
        }
    if (rc > 0 && (pfd[0].revents & POLLIN))
        newcomer();
}
