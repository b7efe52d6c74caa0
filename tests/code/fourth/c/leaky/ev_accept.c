static void accept_cb(struct ev_loop *loop, ev_io *w, int revents)
{
    struct listener *l = (struct listener *)w;

    for (;;) {
        int fd = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            if (client_start(loop, l, fd) != 0)
                close(fd);
            continue;
        }
        switch (errno) {
        case EAGAIN:
            return;
        case EINTR:
        case ECONNABORTED:
            continue;
        case EMFILE:
        case ENFILE:
            log_error("accept: %s", strerror(errno));
            continue;
        default:
            log_fatal("accept: %s", strerror(errno));
            ev_break(loop, EVBREAK_ALL);
            return;
        }
    }
}
