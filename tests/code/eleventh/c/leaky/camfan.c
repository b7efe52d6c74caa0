/* camfan: fans the TS stream of the encoder out to the recorders.
 * encoder = read end of the pipe from our ffmpeg child; lfd is served by the same loop */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#define NREC 16
static int rec[NREC];
static int nrec;

int recorder_add(int lfd)
{
    int fd = accept(lfd, NULL, NULL);
    if (fd < 0)
        return -1;
    if (nrec == NREC) {
        fprintf(stderr, "camfan: no slot for another recorder\n");
        close(fd);
        return -1;
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
    rec[nrec++] = fd;
    return 0;
}

/* recorders never talk; readable means they hung up */
static void sweep(void)
{
    char junk[64];
    for (int i = nrec - 1; i >= 0; i--) {
        ssize_t n = recv(rec[i], junk, sizeof junk, MSG_DONTWAIT);
        if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
            continue;
        close(rec[i]);
        rec[i] = rec[--nrec];
    }
}

static int readable(int fd)
{
    struct timeval zero = { 0, 0 };
    fd_set r;
    FD_ZERO(&r);
    FD_SET(fd, &r);
    return select(fd + 1, &r, NULL, NULL, &zero) == 1;
}

int camfan_run(int encoder, int lfd)
{
    static char ts[188 * 256];
    for (;;) {
        ssize_t n = read(encoder, ts, sizeof ts);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        for (int i = 0; i < nrec; i++)
            send(rec[i], ts, (size_t)n, MSG_NOSIGNAL);
        sweep();
        if (readable(lfd))
            recorder_add(lfd);
    }
    while (nrec > 0)
        close(rec[--nrec]);
    close(encoder);
    return 0;
}
