/* shift-handover chat for the foundry, poll() version */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <errno.h>

#define MAXP 200

static struct pollfd pf[MAXP];
static int npf;

static void broadcast(int from, const char *msg, int len)
{
    for (int i = 1; i < npf; i++)
        if (pf[i].fd != from && send(pf[i].fd, msg, len, MSG_NOSIGNAL | MSG_DONTWAIT) != len)
            shutdown(pf[i].fd, SHUT_RDWR);   /* too slow: the next poll sees the end */
}

static void drop_slot(int i)
{
    printf("slot %d left, %d people remain\n", i, npf - 2);
    pf[i] = pf[npf - 1];
    npf--;
}

int main(int argc, char **argv)
{
    extern int tcp_listen(const char *port, int backlog);
    char buf[1024];

    pf[0].fd = tcp_listen(argc > 1 ? argv[1] : "7007", 128);
    pf[0].events = POLLIN;
    npf = 1;
    if (pf[0].fd < 0)
        return 1;
    while (poll(pf, npf, -1) >= 0 || errno == EINTR) {
        for (int i = npf - 1; i > 0; i--) {
            if (!(pf[i].revents & (POLLIN | POLLHUP | POLLERR)))
                continue;
            int n = recv(pf[i].fd, buf, sizeof buf, 0);
            if (n > 0)
                broadcast(pf[i].fd, buf, n);
            else if (n == 0 || errno != EINTR)
                drop_slot(i);
        }
        if (pf[0].revents & POLLIN) {
            int fd = accept(pf[0].fd, NULL, NULL);
            if (fd < 0) {
                usleep(20000);
            } else if (npf == MAXP) {
                close(fd);
            } else {
                pf[npf].fd = fd;
                pf[npf].events = POLLIN;
                pf[npf].revents = 0;
                npf++;
            }
        }
    }
    perror("poll");
    return 1;
}
