/* scoreboard fan-out. Called from the poll loop for each frame the timing desk gives us.
 * Displays are non-blocking sockets, frames are 2 to 60 kB (bitmaps of the sponsors). */

struct display {
    int             fd;
    int             dead;
    unsigned long   frames;
    char            where[32];
};

static struct display *disp;
static int ndisp;

int display_add(int lsock)
{
    struct display *d;
    int fl, on = 1;
    int fd = accept(lsock, NULL, NULL);

    if (fd < 0) {
        if (errno == EMFILE)
            usleep(20000);
        return -1;
    }
    fl = fcntl(fd, F_GETFL, 0);
    d = realloc(disp, (ndisp + 1) * sizeof *disp);
    if (fl < 0 || fcntl(fd, F_SETFL, fl | O_NONBLOCK) < 0 || d == NULL) {
        if (d) disp = d;
        close(fd);
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    disp = d;
    memset(&disp[ndisp], 0, sizeof *disp);
    disp[ndisp].fd = fd;
    return ndisp++;
}

void frame_out(const unsigned char *frame, size_t len)
{
    int i;

    for (i = 0; i < ndisp; i++) {
        ssize_t n = send(disp[i].fd, frame, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            disp[i].dead = 1;
        else
            disp[i].frames++;
    }
}

void display_readable(int i)
{
    char junk[128];
    ssize_t n = recv(disp[i].fd, junk, sizeof junk, 0);

    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        disp[i].dead = 1;
}

void display_sweep(void)
{
    int i, k = 0;

    for (i = 0; i < ndisp; i++) {
        if (disp[i].dead) {
            printf("display %s off after %lu frames\n", disp[i].where, disp[i].frames);
            close(disp[i].fd);
        } else
            disp[k++] = disp[i];
    }
    ndisp = k;
}
