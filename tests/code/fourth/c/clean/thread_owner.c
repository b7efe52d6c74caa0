struct job { int fd; struct sockaddr_storage from; };

static void *conn_main(void *arg)
{
    struct job *j = arg;
    struct timeval tv = { 30, 0 };
    FILE *f;
    char line[1024];

    setsockopt(j->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(j->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    f = fdopen(j->fd, "r+");
    if (f == NULL) {
        close(j->fd);
        free(j);
        return NULL;
    }
    while (fgets(line, sizeof line, f) != NULL) {
        char *ans = answer(line);
        fseek(f, 0, SEEK_CUR);
        if (ans == NULL)
            break;
        fputs(ans, f);
        fflush(f);
        free(ans);
    }
    fclose(f);
    free(j);
    return NULL;
}

int spawn(int fd, const struct sockaddr_storage *from)
{
    pthread_t tid;
    pthread_attr_t at;
    int rc;
    struct job *j = malloc(sizeof *j);

    if (j == NULL) {
        close(fd);
        return -ENOMEM;
    }
    j->fd = fd;
    j->from = *from;
    pthread_attr_init(&at);
    pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
    rc = pthread_create(&tid, &at, conn_main, j);
    pthread_attr_destroy(&at);
    if (rc != 0) {
        close(fd);
        free(j);
    }
    return -rc;
}
