void *worker(void *p)
{
    int cfd = (int)(intptr_t)p;
    struct timeval tv = {.tv_sec = 20};
    struct request rq;
    char buf[8192];

    pthread_detach(pthread_self());
    setsockopt(cfd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(cfd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    request_init(&rq);

    for (;;) {
        ssize_t r = recv(cfd, buf, sizeof(buf), 0);
        if (r == 0)
            break;
        if (r < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK) {
                stats_inc(ST_TIMEOUT);
                request_free(&rq);
                return NULL;
            }
            stats_inc(ST_ERROR);
            break;
        }
        if (request_feed(&rq, buf, r) == RQ_DONE) {
            respond(cfd, &rq);
            request_reset(&rq);
        }
    }
    request_free(&rq);
    close(cfd);
    return NULL;
}

static void acceptor(int lfd)
{
    for (;;) {
        pthread_t t;
        int c = accept(lfd, NULL, NULL);
        if (c < 0) {
            if (errno == EMFILE || errno == ENFILE)
                usleep(100000);
            continue;
        }
        if (pthread_create(&t, NULL, worker, (void *)(intptr_t)c) != 0)
            close(c);
    }
}
