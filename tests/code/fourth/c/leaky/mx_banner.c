#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <unistd.h>

enum mx_status { MX_OK, MX_TEMPFAIL, MX_PERMFAIL, MX_SYSERR };

enum mx_status mx_probe(const struct sockaddr_in *sin, char *banner, size_t len)
{
    struct timeval tv = { 15, 0 };
    enum mx_status st = MX_OK;
    ssize_t n;
    int code;
    int sk = socket(AF_INET, SOCK_STREAM, 0);

    if (sk == -1)
        return MX_SYSERR;
    setsockopt(sk, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(sk, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));

    if (connect(sk, (const struct sockaddr *)sin, sizeof(*sin)) == -1) {
        close(sk);
        return MX_TEMPFAIL;
    }
    n = recv(sk, banner, len - 1, 0);
    if (n <= 0) {
        close(sk);
        return MX_TEMPFAIL;
    }
    banner[n] = '\0';
    code = atoi(banner);
    if (code >= 400 && code < 500)
        st = MX_TEMPFAIL;
    else if (code >= 500)
        return MX_PERMFAIL;

    send(sk, "QUIT\r\n", 6, MSG_NOSIGNAL);
    recv(sk, banner, len - 1, 0);
    close(sk);
    return st;
}
