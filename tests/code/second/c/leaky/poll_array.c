#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX 256

static struct pollfd fds[MAX];
static int nfds;

static void drop(int i)
{
    fds[i] = fds[nfds - 1];
    nfds--;
}

static int echo(int fd)
{
    char b[1024];
    ssize_t n = recv(fd, b, sizeof b, 0);
    if (n <= 0)
        return -1;
    return send(fd, b, n, 0) == n ? 0 : -1;
}

static void add(int lfd)
{
    int c = accept(lfd, NULL, NULL);
    if (c < 0)
        return;
    if (nfds == MAX) {
        close(c);
        return;
    }
    fds[nfds].fd = c;
    fds[nfds].events = POLLIN | POLLRDHUP;
    fds[nfds++].revents = 0;
}

void serve(int lfd)
{
    fds[0] = (struct pollfd){.fd = lfd, .events = POLLIN};
    nfds = 1;
    while (poll(fds, nfds, -1) >= 0) {
        for (int i = nfds - 1; i > 0; i--) {
            if (fds[i].revents & (POLLHUP | POLLRDHUP | POLLERR)) {
                fprintf(stderr, "peer %d gone\n", fds[i].fd);
                drop(i);
                continue;
            }
            if ((fds[i].revents & POLLIN) && echo(fds[i].fd) < 0) {
                close(fds[i].fd);
                drop(i);
            }
        }
        if (fds[0].revents & POLLIN)
            add(lfd);
    }
}
