#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/socket.h>

/* fixed pool of OCR workers fed from a bounded list of client sockets */

struct job { int fd; struct job *next; };

static pthread_mutex_t lk = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  cv = PTHREAD_COND_INITIALIZER;
static struct job *first, **last = &first;
static int queued, stopping;
enum { QMAX = 100 };

int ocr_page(int fd);         /* reads the page, writes the text; timeouts inside */

static int push_job(int fd)
{
    struct job *j;
    int rc = -1;

    j = malloc(sizeof(*j));
    if (!j)
        return -1;
    j->fd = fd;
    j->next = NULL;
    pthread_mutex_lock(&lk);
    if (queued < QMAX && !stopping) {
        *last = j;
        last = &j->next;
        queued++;
        rc = 0;
        pthread_cond_signal(&cv);
    }
    pthread_mutex_unlock(&lk);
    if (rc)
        free(j);
    return rc;
}

void *ocr_worker(void *arg)
{
    long id = (long)arg;
    for (;;) {
        pthread_mutex_lock(&lk);
        while (!first && !stopping)
            pthread_cond_wait(&cv, &lk);
        struct job *j = first;
        if (!j) {                       /* stopping and nothing left */
            pthread_mutex_unlock(&lk);
            return NULL;
        }
        first = j->next;
        if (!first)
            last = &first;
        queued--;
        pthread_mutex_unlock(&lk);

        if (ocr_page(j->fd) < 0)
            fprintf(stderr, "worker %ld: page failed\n", id);
        close(j->fd);
        free(j);
    }
}

void ocr_accept(int lfd)
{
    while (!stopping) {
        int c = accept(lfd, NULL, NULL);
        if (c < 0) {
            perror("ocr accept");
            usleep(100000);
            continue;
        }
        if (push_job(c) < 0) {
            fprintf(stderr, "queue full or shutting down, client turned away\n");
            close(c);
        }
    }
}
