/* camproxy: puts RTSP cameras of the branch offices behind one address.
 * First line from the client is "CAM <id>\n", then we splice both ways. */
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>

const char *camera_host(int id);

static int dial(const char *host, const char *port)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *res, *ai;
    struct timeval tv = { 10, 0 };
    int fd = -1;

    if (getaddrinfo(host, port, &hints, &res) != 0)
        return -1;
    for (ai = res; ai != NULL; ai = ai->ai_next) {
        fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(res);
    return fd;
}

static int pump(int from, int to)
{
    char b[16384];
    ssize_t n = read(from, b, sizeof b), off = 0, w;

    if (n <= 0)
        return -1;
    while (off < n) {
        w = write(to, b + off, n - off);
        if (w <= 0)
            return -1;
        off += w;
    }
    return 0;
}

void *camproxy_session(void *p)
{
    int cli = *(int *)p;
    char req[64];
    int id, cam;
    ssize_t n;
    struct timeval tv = { 15, 0 };

    free(p);
    setsockopt(cli, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    n = recv(cli, req, sizeof req - 1, 0);
    if (n <= 0) { close(cli); return NULL; }
    req[n] = 0;
    if (sscanf(req, "CAM %d", &id) != 1 || camera_host(id) == NULL) {
        close(cli);
        return NULL;
    }

    cam = dial(camera_host(id), "554");
    if (cam == -1) {
        fprintf(stderr, "camera %d is not reachable\n", id);
        return NULL;
    }

    struct pollfd pf[2] = { { cli, POLLIN, 0 }, { cam, POLLIN, 0 } };
    for (;;) {
        int k = poll(pf, 2, 120 * 1000);
        if (k <= 0)
            break;
        if (pf[0].revents && pump(cli, cam) < 0)
            break;
        if (pf[1].revents && pump(cam, cli) < 0)
            break;
    }
    close(cam);
    close(cli);
    return NULL;
}
