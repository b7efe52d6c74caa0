#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* nagios plugin: check_ups HOST -- talks to upsd, one command, one answer */

static int dial(const char *host, const char *port, int ms)
{
    struct addrinfo hints, *res, *r;
    int s = -1;

    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &res))
        return -1;
    for (r = res; r; r = r->ai_next) {
        struct pollfd pf;
        int err = 0, fl;
        socklen_t el = sizeof err;

        if ((s = socket(r->ai_family, r->ai_socktype, r->ai_protocol)) < 0)
            continue;
        fl = fcntl(s, F_GETFL);
        fcntl(s, F_SETFL, fl | O_NONBLOCK);
        if (connect(s, r->ai_addr, r->ai_addrlen) == 0 || errno == EINPROGRESS) {
            pf.fd = s;
            pf.events = POLLOUT;
            if (poll(&pf, 1, ms) == 1 &&
                getsockopt(s, SOL_SOCKET, SO_ERROR, &err, &el) == 0 && err == 0) {
                fcntl(s, F_SETFL, fl);
                break;
            }
        }
        close(s);
        s = -1;
    }
    freeaddrinfo(res);
    return s;
}

int main(int argc, char **argv)
{
    const char cmd[] = "GET VAR main battery.charge\n";
    struct timeval tv = { 5, 0 };
    char buf[256];
    size_t got = 0;
    int s, charge;

    if (argc != 2) {
        puts("UNKNOWN - usage: check_ups HOST");
        return 3;
    }
    if ((s = dial(argv[1], "3493", 5000)) < 0) {
        puts("CRITICAL - no connection to upsd");
        return 2;
    }
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (send(s, cmd, sizeof cmd - 1, MSG_NOSIGNAL) != (ssize_t)(sizeof cmd - 1)) {
        close(s);
        puts("CRITICAL - write");
        return 2;
    }
    while (got < sizeof buf - 1) {
        ssize_t n = recv(s, buf + got, sizeof buf - 1 - got, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        got += (size_t)n;
        if (memchr(buf, '\n', got)) break;
    }
    close(s);
    buf[got] = '\0';
    if (sscanf(buf, "VAR main battery.charge \"%d\"", &charge) != 1) {
        printf("UNKNOWN - odd answer: %.60s\n", buf);
        return 3;
    }
    printf("%s - battery %d%%\n", charge < 30 ? "CRITICAL" : "OK", charge);
    return charge < 30 ? 2 : 0;
}
