#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

/* Front door: takes connections, looks at the first byte, hands the descriptor to
 * the "tls" or the "plain" process over a unix socket. */

enum { PLAIN, TLS, NBACK };
static int back[NBACK];

static int pass_fd(int chan, int fd)
{
    char tag = '!';
    struct iovec io = { &tag, 1 };
    union { struct cmsghdr h; char b[CMSG_SPACE(sizeof(int))]; } u;
    struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
                        .msg_control = u.b, .msg_controllen = sizeof u.b };
    struct cmsghdr *c;

    memset(&u, 0, sizeof u);
    c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &fd, sizeof fd);

    ssize_t r;
    do
        r = sendmsg(chan, &m, MSG_NOSIGNAL);
    while (r < 0 && errno == EINTR);
    return r == 1 ? 0 : -1;
}

static int first_byte(int fd)
{
    unsigned char c;
    return recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 1 ? c : -1;
}

int front_main(int lsn, int tls_chan, int plain_chan)
{
    int defer = 3;

    back[TLS] = tls_chan;
    back[PLAIN] = plain_chan;
    /* kernel gives us the connection only when its first data are here */
    setsockopt(lsn, 6 /* IPPROTO_TCP */, 9 /* TCP_DEFER_ACCEPT */, &defer, sizeof defer);

    for (;;) {
        int fd = accept(lsn, NULL, NULL);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            if (errno == EMFILE || errno == ENFILE) {
                usleep(20000);
                continue;
            }
            return -1;
        }
        int which = first_byte(fd) == 0x16 ? TLS : PLAIN;
        if (pass_fd(back[which], fd) < 0)
            fprintf(stderr, "front: back-end %d does not take it: %s\n", which, strerror(errno));
        close(fd);      /* the receiver has its own copy by now */
    }
}
