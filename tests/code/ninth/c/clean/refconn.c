/* refconn.c: video sessions share the camera's control connection */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct camconn {
    int             sock;
    int             refs;
    int             failed;
    struct in_addr  cam;
    struct camconn *next;
    pthread_mutex_t io;
} camconn;

static camconn        *list;
static pthread_mutex_t list_mx = PTHREAD_MUTEX_INITIALIZER;

static int cam_connect(struct in_addr cam)
{
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(8554), .sin_addr = cam };
    struct timeval tv = { .tv_sec = 4 };
    int one = 1, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (s < 0)
        return -1;
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(s, (struct sockaddr *)&sa, sizeof sa) < 0) {
        int e = errno;
        close(s);
        errno = e;
        return -1;
    }
    return s;
}

camconn *camconn_acquire(struct in_addr cam)
{
    camconn *c;

    pthread_mutex_lock(&list_mx);
    for (c = list; c; c = c->next)
        if (c->cam.s_addr == cam.s_addr && !c->failed)
            break;
    if (c) {
        c->refs++;
    } else if ((c = calloc(1, sizeof *c)) != NULL) {
        c->sock = cam_connect(cam);
        if (c->sock < 0) {
            free(c);
            c = NULL;
        } else {
            c->cam = cam;
            c->refs = 1;
            pthread_mutex_init(&c->io, NULL);
            c->next = list;
            list = c;
        }
    }
    pthread_mutex_unlock(&list_mx);
    return c;
}

void camconn_release(camconn *c)
{
    camconn **pp;

    pthread_mutex_lock(&list_mx);
    if (--c->refs == 0) {
        for (pp = &list; *pp != c; pp = &(*pp)->next)
            ;
        *pp = c->next;
        close(c->sock);
        pthread_mutex_destroy(&c->io);
        free(c);
    }
    pthread_mutex_unlock(&list_mx);
}

int camconn_command(camconn *c, const char *cmd, size_t n, char *rsp, size_t cap)
{
    ssize_t r = -1;

    pthread_mutex_lock(&c->io);
    if (!c->failed && send(c->sock, cmd, n, MSG_NOSIGNAL) == (ssize_t)n)
        r = recv(c->sock, rsp, cap, MSG_WAITALL);   /* replies fill the cell exactly */
    if (r != (ssize_t)cap)
        c->failed = 1;                      /* goes away with the last user */
    pthread_mutex_unlock(&c->io);
    return r == (ssize_t)cap ? 0 : -1;
}
