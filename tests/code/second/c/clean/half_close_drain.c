#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int send_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k <= 0)
            return -1;
        p += k;
        n -= (size_t)k;
    }
    return 0;
}

/* so that the refusal is not destroyed by a reset: what the client still sends is read and thrown away */
static void lingering_close(int fd)
{
    char sink[4096];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (shutdown(fd, SHUT_WR) == 0)
        while (poll(&p, 1, 2000) > 0) {
            ssize_t n = recv(fd, sink, sizeof sink, MSG_DONTWAIT);
            if (n <= 0)
                break;
        }
    close(fd);
}

int refuse(int lfd)
{
    static const char no[] = "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    int fd = accept(lfd, NULL, NULL);
    if (fd == -1)
        return -1;
    if (send_all(fd, no, sizeof no - 1) < 0) {
        close(fd);
        return -1;
    }
    lingering_close(fd);
    return 0;
}
