struct dbc {
    int fd;
    time_t idle_since;
    struct dbc *next;
};

static struct dbc *idle;
static int n_idle;
static pthread_mutex_t lk = PTHREAD_MUTEX_INITIALIZER;

static void dbc_destroy(struct dbc *c)
{
    shutdown(c->fd, SHUT_RDWR);
    close(c->fd);
    free(c);
}

struct dbc *dbc_get(void)
{
    struct dbc *c;

    for (;;) {
        pthread_mutex_lock(&lk);
        c = idle;
        if (c) {
            idle = c->next;
            n_idle--;
        }
        pthread_mutex_unlock(&lk);
        if (!c)
            break;
        if (time(NULL) - c->idle_since < 240 && !peer_has_closed(c->fd))
            return c;
        dbc_destroy(c);
    }
    c = calloc(1, sizeof *c);
    if (c && (c->fd = db_connect(5)) < 0) {
        free(c);
        c = NULL;
    }
    return c;
}

void dbc_put(struct dbc *c, int broken)
{
    if (broken) {
        dbc_destroy(c);
        return;
    }
    c->idle_since = time(NULL);
    pthread_mutex_lock(&lk);
    if (n_idle < DBC_KEEP) {
        c->next = idle;
        idle = c;
        n_idle++;
        c = NULL;
    }
    pthread_mutex_unlock(&lk);
    if (c)
        dbc_destroy(c);
}
