/* The acceptor gives each connection to a worker process over a unix socket;
 * the kernel keeps its own reference while the message is in flight. */
static int pass_fd(int chan, int fd)
{
    union { struct cmsghdr h; char b[CMSG_SPACE(sizeof(int))]; } u;
    struct iovec io = { .iov_base = "F", .iov_len = 1 };
    struct msghdr m;
    struct cmsghdr *cm;

    memset(&m, 0, sizeof m);
    memset(&u, 0, sizeof u);
    m.msg_iov = &io;
    m.msg_iovlen = 1;
    m.msg_control = u.b;
    m.msg_controllen = sizeof u.b;
    cm = CMSG_FIRSTHDR(&m);
    cm->cmsg_level = SOL_SOCKET;
    cm->cmsg_type = SCM_RIGHTS;
    cm->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(cm), &fd, sizeof fd);
    return sendmsg(chan, &m, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

void on_listen_ready(int lfd, struct workers *ws)
{
    int fd, tries;

    while ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        for (tries = 0; tries < ws->n; tries++)
            if (pass_fd(ws->chan[ws->next++ % ws->n], fd) == 0)
                break;
        close(fd);
    }
    if (errno == EMFILE || errno == ENFILE)
        listener_pause(lfd, 500);
}
