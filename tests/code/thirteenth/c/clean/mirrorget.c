/* fetch one file from the internal mirror, HTTP/1.0 on purpose (no chunking) */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern int mirror_dial(int timeout_s);   /* connect + SO_RCVTIMEO + SO_SNDTIMEO */

static int say(int fd, const char *s)
{
    size_t left = strlen(s);
    while (left) {
        ssize_t w = send(fd, s, left, MSG_NOSIGNAL);
        if (w == -1) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        s += w;
        left -= (size_t)w;
    }
    return 0;
}

int mirror_get(const char *path, const char *dest)
{
    char buf[16384], req[700];
    int rc = -1, status = 0;
    FILE *in = NULL, *out = NULL;
    int fd = mirror_dial(30);

    if (fd == -1)
        return -1;
    snprintf(req, sizeof req, "GET %.500s HTTP/1.0\r\nHost: mirror\r\n\r\n", path);
    if (say(fd, req) == -1)
        goto end;
    if ((in = fdopen(fd, "r")) == NULL)
        goto end;
    fd = -1;                        /* belongs to the stream now */
    if (!fgets(buf, sizeof buf, in) || sscanf(buf, "HTTP/%*s %d", &status) != 1 || status != 200) {
        fprintf(stderr, "mirror: %s: status %d\n", path, status);
        goto end;
    }
    while (fgets(buf, sizeof buf, in) && strcmp(buf, "\r\n") != 0)
        ;
    if ((out = fopen(dest, "wb")) == NULL)
        goto end;
    for (size_t n; (n = fread(buf, 1, sizeof buf, in)) > 0; )
        if (fwrite(buf, 1, n, out) != n)
            goto end;
    rc = ferror(in) ? -1 : 0;
end:
    if (out && fclose(out) != 0)
        rc = -1;
    if (in)
        fclose(in);
    if (fd != -1)
        close(fd);
    return rc;
}
