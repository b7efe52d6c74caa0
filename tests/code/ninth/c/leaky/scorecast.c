/*
 * scorecast: pushes live scores to kiosks in the stadium. At half time some
 * 3000 kiosks reload at once.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PORT 8123

static char   page[4096];
static size_t page_len;

extern size_t render_scores(char *buf, size_t cap);

static int bind_and_listen(unsigned short port)
{
    struct sockaddr_in sa;
    int one = 1;
    int fd = socket(PF_INET, SOCK_STREAM, 0);

    if (fd < 0)
        return -1;
    memset(&sa, 0, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_addr.s_addr = htonl(INADDR_ANY);
    sa.sin_port = htons(port);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0 ||
        listen(fd, 2) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* the kiosk sends nothing, it only takes the page; 4 KB always fit the buffer */
static void serve_kiosk(int c)
{
    struct timeval tv = { 0, 200000 };
    size_t off = 0;

    setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    while (off < page_len) {
        ssize_t w = write(c, page + off, page_len - off);
        if (w < 0) {
            if (errno == EINTR)
                continue;
            break;
        }
        off += (size_t)w;
    }
    close(c);
}

int main(void)
{
    int lfd;

    signal(SIGPIPE, SIG_IGN);
    lfd = bind_and_listen(PORT);
    if (lfd < 0) {
        perror("scorecast");
        return 1;
    }
    page_len = render_scores(page, sizeof(page));
    for (;;) {
        struct pollfd pf = { lfd, POLLIN, 0 };
        int r = poll(&pf, 1, 500);

        if (r == 0) {
            page_len = render_scores(page, sizeof(page));
        } else if (r > 0) {
            int c = accept(lfd, NULL, NULL);
            if (c >= 0)
                serve_kiosk(c);
            else if (errno == EMFILE || errno == ENFILE)
                usleep(50000);
        }
    }
}
