#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* whois lookup for the abuse desk; prints the answer, follows one referral */

static int dial(const char *server)
{
    struct addrinfo h, *r, *p;
    struct timeval tv = { 15, 0 };
    int s = -1;

    memset(&h, 0, sizeof h);
    h.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(server, "43", &h, &r))
        return -1;
    for (p = r; p; p = p->ai_next) {
        s = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (s < 0)
            continue;
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (!connect(s, p->ai_addr, p->ai_addrlen))
            break;
        close(s);
        s = -1;
    }
    freeaddrinfo(r);
    return s;
}

static int query(const char *server, const char *what, char refer[128])
{
    FILE *f;
    char line[1024];
    int s, bad;

    refer[0] = 0;
    if ((s = dial(server)) < 0) {
        fprintf(stderr, "whois: %s does not answer\n", server);
        return 1;
    }
    if (!(f = fdopen(s, "r+"))) {
        perror("fdopen");
        close(s);
        return 1;
    }
    fprintf(f, "%s\r\n", what);
    if (fflush(f) == EOF) {
        perror(server);
        fclose(f);
        return 1;
    }
    while (fgets(line, sizeof line, f)) {
        fputs(line, stdout);
        sscanf(line, "refer: %127s", refer);
    }
    if ((bad = ferror(f)))
        fprintf(stderr, "whois: answer of %s cut short\n", server);
    fclose(f);
    return bad != 0;
}

int main(int argc, char **argv)
{
    char next[128], dummy[128];
    int rc;

    if (argc != 2) {
        fprintf(stderr, "usage: %s name\n", argv[0]);
        return 2;
    }
    rc = query("whois.iana.org", argv[1], next);
    if (!rc && next[0])
        rc = query(next, argv[1], dummy);
    return rc;
}
