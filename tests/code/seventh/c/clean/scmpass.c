#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

/*
 * Privileged half of the lab login service: accepts on port 513 and sends each connection to
 * one of the unprivileged workers. Our copy is closed in any case.
 */

struct worker {
    int pipe;   /* unix stream socket */
    pid_t pid;
};

static int send_fd(int via, int fd)
{
    char tag = 'c';
    struct iovec io = { &tag, 1 };
    union {
        struct cmsghdr h;
        char space[CMSG_SPACE(sizeof(int))];
    } ctl;
    struct msghdr m;
    struct cmsghdr *c;
    ssize_t n;

    memset(&m, 0, sizeof m);
    memset(&ctl, 0, sizeof ctl);
    m.msg_iov = &io;
    m.msg_iovlen = 1;
    m.msg_control = ctl.space;
    m.msg_controllen = sizeof ctl.space;
    c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    do
        n = sendmsg(via, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == 1 ? 0 : -1;
}

extern int worker_spawn(struct worker *w);

static void worker_again(struct worker *w)
{
    close(w->pipe);
    w->pipe = -1;
    if (w->pid > 0) {
        kill(w->pid, SIGKILL);
        waitpid(w->pid, NULL, 0);
    }
    if (worker_spawn(w) < 0)
        syslog(LOG_CRIT, "worker: %m");
}

void hand_out(int lfd, struct worker *w, unsigned n)
{
    unsigned next = 0;

    for (;;) {
        int fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);
        if (fd == -1) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            syslog(LOG_ERR, "accept: %m");
            sleep(1);
            continue;
        }
        for (unsigned tries = 0; tries < n; tries++) {
            struct worker *x = &w[next++ % n];
            if (send_fd(x->pipe, fd) == 0)
                break;
            syslog(LOG_WARNING, "worker %ld: %m", (long)x->pid);
            worker_again(x);
        }
        close(fd);
    }
}
