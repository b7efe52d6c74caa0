/* fdpass.c -- acceptor process hands game connections to the shard processes */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Sends a descriptor over the shard's AF_UNIX control channel. */
static int send_fd(int chan, int fd, char tag)
{
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } u;
    struct iovec iov = { .iov_base = &tag, .iov_len = 1 };
    struct msghdr mh;
    struct cmsghdr *cm;
    ssize_t r;

    memset(&mh, 0, sizeof mh);
    memset(&u, 0, sizeof u);
    mh.msg_iov = &iov;
    mh.msg_iovlen = 1;
    mh.msg_control = u.space;
    mh.msg_controllen = sizeof u.space;
    cm = CMSG_FIRSTHDR(&mh);
    cm->cmsg_level = SOL_SOCKET;
    cm->cmsg_type = SCM_RIGHTS;
    cm->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(cm), &fd, sizeof fd);
    do
        r = sendmsg(chan, &mh, MSG_NOSIGNAL);
    while (r < 0 && errno == EINTR);
    return r == 1 ? 0 : -1;
}

struct shard {
    int chan;
    int load;
    int dead;
};

static struct shard *least_loaded(struct shard *sh, int n)
{
    struct shard *best = NULL;
    for (int i = 0; i < n; i++)
        if (!sh[i].dead && (!best || sh[i].load < best->load))
            best = &sh[i];
    return best;
}

/*
 * The shard gets its own copy with the message, so ours goes in any case:
 * after the hand-over and when nobody is there to take the player.
 */
void dispatch_player(struct shard *sh, int nsh, int player)
{
    struct shard *s;

    while ((s = least_loaded(sh, nsh)) != NULL) {
        if (send_fd(s->chan, player, 'P') == 0) {
            s->load++;
            break;
        }
        fprintf(stderr, "shard %d unreachable: %s\n", s->chan, strerror(errno));
        s->dead = 1;
        close(s->chan);
    }
    if (!s)
        fprintf(stderr, "no shard left, player turned away\n");
    close(player);
}

void acceptor(int lfd, struct shard *sh, int nsh)
{
    for (;;) {
        int p = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);
        if (p >= 0) {
            dispatch_player(sh, nsh, p);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE)
            usleep(20 * 1000);
        else if (errno != EINTR && errno != ECONNABORTED)
            return;
    }
}
