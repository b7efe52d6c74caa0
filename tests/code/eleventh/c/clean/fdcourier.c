#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* The acceptor process hands connections to workers over AF_UNIX (SCM_RIGHTS).
 * After a hand-over our own descriptor is of no use any more. */

static int send_fd(int chan, int fd)
{
    char tag = 'c';
    struct iovec iov = { &tag, 1 };
    union { struct cmsghdr h; char b[CMSG_SPACE(sizeof(int))]; } u;
    struct msghdr m = {
        .msg_iov = &iov, .msg_iovlen = 1,
        .msg_control = u.b, .msg_controllen = sizeof u.b,
    };
    struct cmsghdr *c;

    memset(&u, 0, sizeof u);
    c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    for (;;) {
        ssize_t n = sendmsg(chan, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n == 1) return 0;
        if (n < 0 && errno == EINTR) continue;
        return -1;
    }
}

void courier(int lfd, const int *chan, int nchan)
{
    int next = 0;

    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) {
                perror("courier");
                poll(NULL, 0, 250);
            }
            continue;
        }
        int tries;
        for (tries = 0; tries < nchan; tries++) {
            int ch = chan[next];
            next = (next + 1) % nchan;
            if (send_fd(ch, fd) == 0)
                break;
        }
        if (tries == nchan)
            fprintf(stderr, "all %d workers are full, connection dropped\n", nchan);
        close(fd);
    }
}
