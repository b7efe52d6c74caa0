#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Dough line controllers ask for the recipe of the next batch. */

struct job {
    int                 sd;
    struct sockaddr_in  peer;
};

extern int recipe_text(const char *article, char *dst, size_t cap);

static ssize_t read_line(int sd, char *p, size_t cap)
{
    size_t n = 0;
    while (n + 1 < cap) {
        ssize_t r = recv(sd, p + n, cap - 1 - n, 0);
        if (r == 0) return 0;
        if (r < 0) { if (errno == EINTR) continue; return -1; }
        n += r;
        if (p[n - 1] == '\n') { p[n] = 0; return n; }
    }
    return -1;
}

static int write_all(int sd, const char *p, size_t n)
{
    while (n) {
        ssize_t w = send(sd, p, n, MSG_NOSIGNAL);
        if (w < 0) { if (errno == EINTR) continue; return -1; }
        p += w; n -= w;
    }
    return 0;
}

static void *job_main(void *arg)
{
    struct job *j = arg;
    char line[128], text[8192];
    int n;

    while (read_line(j->sd, line, sizeof line) > 0) {
        line[strcspn(line, "\r\n")] = 0;
        if (!strcasecmp(line, "QUIT"))
            break;
        n = recipe_text(line, text, sizeof text);
        if (n < 0)
            n = snprintf(text, sizeof text, "ERR unknown article %s\n", line);
        if (write_all(j->sd, text, n) < 0)
            break;
    }
    close(j->sd);
    free(j);
    return NULL;
}

/* hands *j and its socket to a thread; 0 = taken */
static int job_launch(struct job *j)
{
    pthread_t t;
    pthread_attr_t at;
    int rc;

    pthread_attr_init(&at);
    pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&at, 256 * 1024);
    rc = pthread_create(&t, &at, job_main, j);
    pthread_attr_destroy(&at);
    return rc;
}

void recipe_loop(int lsd)
{
    for (;;) {
        struct sockaddr_in from;
        socklen_t fl = sizeof from;
        struct timeval tv = { 300, 0 };
        int one = 1, sd = accept(lsd, (struct sockaddr *)&from, &fl);

        if (sd < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) sleep(1);
            continue;
        }
        setsockopt(sd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(sd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        setsockopt(sd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct job *j = malloc(sizeof *j);
        if (j == NULL) { close(sd); continue; }
        j->sd = sd;
        j->peer = from;
        if (job_launch(j)) {
            fprintf(stderr, "recipe: thread: out of resources\n");
            close(j->sd);
            free(j);
        }
    }
}
