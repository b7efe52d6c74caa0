#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>

/* photo drop for the insurance app: "PUT <name> <bytes>\n" followed by the bytes */

#define MAX_PHOTO (8L * 1024 * 1024)

/* takes all of the body off the wire, also when the disk fails half way */
extern int  store_stream(const char *name, int fd, const char *first, size_t nfirst, long total);
extern long quota_left(const char *name);

static int reply(int fd, const char *txt)
{
    size_t len = strlen(txt);
    while (len > 0) {
        ssize_t k = send(fd, txt, len, MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return -1;
        txt += k;
        len -= (size_t)k;
    }
    return 0;
}

void *photo_thread(void *p)
{
    int fd = *(int *)p;
    char buf[4096], name[128], *nl = NULL;
    size_t have = 0;
    long total;
    struct timeval tv = { 20, 0 };

    free(p);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    while (have < sizeof buf - 1) {
        ssize_t n = recv(fd, buf + have, sizeof buf - 1 - have, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) goto done;
        have += (size_t)n;
        buf[have] = '\0';
        if ((nl = strchr(buf, '\n')) != NULL) break;
    }
    if (nl == NULL || sscanf(buf, "PUT %127s %ld", name, &total) != 2 || total < 0)
        goto done;

    if (total > MAX_PHOTO || total > quota_left(name)) {
        reply(fd, "552 photo too large or quota used up\n");
        fprintf(stderr, "photo %s: %ld bytes refused\n", name, total);
        close(fd);
        return NULL;
    }
    nl++;
    if (store_stream(name, fd, nl, have - (size_t)(nl - buf), total) == 0)
        reply(fd, "250 stored\n");
    else
        reply(fd, "451 storage trouble\n");
done:
    close(fd);
    return NULL;
}
