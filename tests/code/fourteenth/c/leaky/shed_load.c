#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

/* upload frontend, overload protection. Clients are told to come back later. */

static const char BUSY[] =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Retry-After: 30\r\n"
    "Content-Length: 0\r\n"
    "Connection: close\r\n\r\n";

atomic_int uploads_running;
int upload_limit = 40;

int  start_upload_worker(int fd);      /* takes the fd over when it returns 0 */

static void refuse(int fd)
{
    send(fd, BUSY, sizeof BUSY - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(fd);
}

void upload_acceptor(int lfd)
{
    for (;;) {
        int fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);
        if (fd == -1) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            fprintf(stderr, "accept: %s\n", strerror(errno));
            usleep(200000);
            continue;
        }
        if (atomic_load(&uploads_running) >= upload_limit) {
            refuse(fd);
            continue;
        }
        if (start_upload_worker(fd) != 0) {
            fprintf(stderr, "no worker\n");
            close(fd);
            continue;
        }
        atomic_fetch_add(&uploads_running, 1);
    }
}
