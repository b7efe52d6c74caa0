struct item { int fd; struct item *next; };

static struct item *head, **tail = &head;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  cv = PTHREAD_COND_INITIALIZER;

static void push(int fd)
{
    struct item *it = malloc(sizeof *it);
    if (it == NULL) {
        close(fd);
        return;
    }
    it->fd = fd;
    it->next = NULL;
    pthread_mutex_lock(&mu);
    *tail = it;
    tail = &it->next;
    pthread_cond_signal(&cv);
    pthread_mutex_unlock(&mu);
}

static int pop(void)
{
    pthread_mutex_lock(&mu);
    while (head == NULL)
        pthread_cond_wait(&cv, &mu);
    struct item *it = head;
    head = it->next;
    if (head == NULL)
        tail = &head;
    pthread_mutex_unlock(&mu);
    int fd = it->fd;
    free(it);
    return fd;
}

static void *consumer(void *unused)
{
    (void)unused;
    for (;;) {
        int fd = pop();
        handle_request(fd);
        close(fd);
    }
    return NULL;
}

void producer(int lfd)
{
    struct timeval tv = { 20, 0 };
    for (;;) {
        int c = accept(lfd, NULL, NULL);
        if (c == -1) {
            if (errno == EMFILE || errno == ENFILE)
                usleep(100000);
            continue;
        }
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        push(c);
    }
}
