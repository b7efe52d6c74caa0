#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int spare = -1;

static void shed_one(int lfd)
{
    close(spare);
    int fd = accept(lfd, NULL, NULL);
    if (fd >= 0)
        close(fd);
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void handle(int ep, int fd, unsigned events)
{
    char b[1024];
    if (events & (EPOLLERR | EPOLLHUP)) {
        close(fd);
        return;
    }
    for (;;) {
        ssize_t n = recv(fd, b, sizeof b, 0);
        if (n > 0)
            continue;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        close(fd); /* the kernel takes it out of the epoll set */
        return;
    }
    (void)ep;
}

void run(int ep, int lfd)
{
    struct epoll_event evs[16];
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (;;) {
        int n = epoll_wait(ep, evs, 16, -1);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.fd != lfd) {
                handle(ep, evs[i].data.fd, evs[i].events);
                continue;
            }
            int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0) {
                if (errno == EMFILE || errno == ENFILE)
                    shed_one(lfd);
                continue;
            }
            struct epoll_event ev = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
            if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0)
                close(fd);
        }
    }
}
