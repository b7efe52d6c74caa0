#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define QLEN 128

static int q[QLEN], head, tail;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t nonempty = PTHREAD_COND_INITIALIZER;

static int q_push(int fd)
{
    int ok = 0;
    pthread_mutex_lock(&mu);
    if ((tail + 1) % QLEN != head) {
        q[tail] = fd;
        tail = (tail + 1) % QLEN;
        ok = 1;
        pthread_cond_signal(&nonempty);
    }
    pthread_mutex_unlock(&mu);
    return ok;
}

static int q_pop(void)
{
    pthread_mutex_lock(&mu);
    while (head == tail)
        pthread_cond_wait(&nonempty, &mu);
    int fd = q[head];
    head = (head + 1) % QLEN;
    pthread_mutex_unlock(&mu);
    return fd;
}

static void copy_back(int fd)
{
    char b[4096];
    ssize_t n;
    while ((n = read(fd, b, sizeof b)) > 0)
        for (ssize_t o = 0; o < n;) {
            ssize_t k = write(fd, b + o, (size_t)(n - o));
            if (k < 0)
                return;
            o += k;
        }
}

void *consumer(void *unused)
{
    (void)unused;
    for (;;) {
        int fd = q_pop();
        copy_back(fd);
        close(fd);
    }
}

void acceptor(int lfd)
{
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                usleep(50000);
            continue;
        }
        if (!q_push(fd))
            close(fd);
    }
}
