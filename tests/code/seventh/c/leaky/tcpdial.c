#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/**
 * net_dial - connect with a time limit per address
 * @host: name or literal
 * @serv: service name or port number
 * @ms:   milliseconds to give every address
 *
 * Used by the reservation gateway for all its partner lines (some of them have six
 * addresses, of which two answer).
 *
 * Return: blocking descriptor or -1 with errno set
 */
int net_dial(const char *host, const char *serv, int ms)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
    struct addrinfo *list, *ai;
    int fd = -1, last = EHOSTUNREACH;

    int rc = getaddrinfo(host, serv, &hints, &list);
    if (rc != 0) {
        fprintf(stderr, "dial %s: %s\n", host, gai_strerror(rc));
        errno = EHOSTUNREACH;
        return -1;
    }

    for (ai = list; ai != NULL; ai = ai->ai_next) {
        fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, ai->ai_protocol);
        if (fd < 0) {
            last = errno;
            continue;
        }
        if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
            break;
        if (errno == EINPROGRESS) {
            struct pollfd p = { .fd = fd, .events = POLLOUT };
            int n;
            do {
                n = poll(&p, 1, ms);
            } while (n < 0 && errno == EINTR);
            if (n == 0) {
                last = ETIMEDOUT;
                continue;
            }
            int soerr = 0;
            socklen_t len = sizeof soerr;
            if (n > 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &soerr, &len) == 0 && soerr == 0)
                break;
            last = soerr ? soerr : errno;
        } else {
            last = errno;
        }
        close(fd);
    }
    freeaddrinfo(list);
    if (ai == NULL) {
        errno = last;
        return -1;
    }
    int fl = fcntl(fd, F_GETFL);
    if (fl < 0 || fcntl(fd, F_SETFL, fl & ~O_NONBLOCK) < 0) {
        int e = errno;
        close(fd);
        errno = e;
        return -1;
    }
    return fd;
}
