/* pumpctl.c - talk to the dosing pump controller (ASCII over TCP, port 4001) */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netdb.h>

static int dial(const char *host, const char *port)
{
    struct addrinfo hints, *res, *ai;
    int s = -1;

    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &res) != 0)
        return -1;
    for (ai = res; ai != NULL; ai = ai->ai_next) {
        s = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
        if (s < 0)
            continue;
        if (connect(s, ai->ai_addr, ai->ai_addrlen) == 0)
            break;
        close(s);
        s = -1;
    }
    freeaddrinfo(res);
    return s;
}

/* called from the scheduler every 20 seconds for each pump */
int pump_set_rate(const char *host, unsigned ml_per_hour)
{
    char buf[128];
    ssize_t n;
    int len, rc = -1;
    struct timeval tv = { 3, 0 };
    int s = dial(host, "4001");

    if (s < 0) {
        fprintf(stderr, "pump %s: no connection\n", host);
        return -1;
    }
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));

    n = recv(s, buf, sizeof(buf) - 1, 0);
    if (n <= 0)
        goto out;
    buf[n] = '\0';
    if (strncmp(buf, "PUMP/2", 6) != 0) {
        fprintf(stderr, "pump %s: unknown firmware '%s'\n", host, buf);
        return -2;
    }

    len = snprintf(buf, sizeof(buf), "RATE %u\r\n", ml_per_hour);
    if (send(s, buf, len, MSG_NOSIGNAL) != len)
        goto out;
    n = recv(s, buf, sizeof(buf) - 1, 0);
    if (n >= 2 && memcmp(buf, "OK", 2) == 0)
        rc = 0;
out:
    close(s);
    return rc;
}
