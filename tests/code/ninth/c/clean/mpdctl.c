// mpdctl: little remote control for the jukebox in the canteen
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct jukebox {
    FILE *in;
    FILE *out;
} jukebox;

static int open_sock(const char *host)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai = NULL;
    struct timeval tv = { 5, 0 };
    if (getaddrinfo(host, "6600", &hints, &ai) != 0)
        return -1;
    int s = socket(ai->ai_family, SOCK_STREAM, 0);
    if (s >= 0) {
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (connect(s, ai->ai_addr, ai->ai_addrlen) < 0) {
            close(s);
            s = -1;
        }
    }
    freeaddrinfo(ai);
    return s;
}

static void jukebox_close(jukebox *j)
{
    if (j->out) fclose(j->out);
    if (j->in)  fclose(j->in);
    j->in = j->out = NULL;
}

static int jukebox_open(jukebox *j, const char *host)
{
    char hello[128];
    int s = open_sock(host), s2;

    memset(j, 0, sizeof *j);
    if (s < 0)
        return -1;
    j->in = fdopen(s, "r");
    if (!j->in) {
        close(s);
        return -1;
    }
    /* separate streams for both directions, hence the dup */
    if ((s2 = dup(s)) < 0 || !(j->out = fdopen(s2, "w"))) {
        if (s2 >= 0)
            close(s2);
        jukebox_close(j);
        return -1;
    }
    if (!fgets(hello, sizeof hello, j->in) || strncmp(hello, "OK MPD", 6)) {
        jukebox_close(j);
        return -1;
    }
    return 0;
}

static int jukebox_cmd(jukebox *j, const char *cmd)
{
    char l[512];

    fprintf(j->out, "%s\n", cmd);
    if (fflush(j->out) != 0)
        return -1;
    while (fgets(l, sizeof l, j->in)) {
        if (!strcmp(l, "OK\n"))
            return 0;
        if (!strncmp(l, "ACK ", 4)) {
            fputs(l, stderr);
            return 1;
        }
        fputs(l, stdout);
    }
    return -1;
}

int main(int argc, char **argv)
{
    jukebox j;
    int rc = 0;

    if (argc < 3) return 2;
    if (jukebox_open(&j, argv[1]) < 0) {
        fprintf(stderr, "no jukebox at %s\n", argv[1]);
        return 1;
    }
    for (int i = 2; i < argc && rc == 0; i++)
        rc = jukebox_cmd(&j, argv[i]);
    jukebox_close(&j);
    return rc != 0;
}
