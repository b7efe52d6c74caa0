/* front of the ticket-printing relay: at most MAX_JOBS clients at once */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#define MAX_JOBS 40

static atomic_int running;

extern int start_job(int fd, atomic_int *counter);  /* thread owns fd, closes it, counts down */

static const char busy_page[] =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Retry-After: 5\r\n"
    "Content-Length: 14\r\n"
    "Connection: close\r\n\r\n"
    "Printers busy\n";

static void turn_away(int fd)
{
    /* client has sent its whole POST by now, tell it to come back */
    (void)!send(fd, busy_page, sizeof busy_page - 1, MSG_NOSIGNAL);
    close(fd);
}

void relay_loop(int lfd)
{
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            perror("accept");
            usleep(20000);
            continue;
        }
        if (atomic_load(&running) >= MAX_JOBS) {
            turn_away(fd);
            continue;
        }
        atomic_fetch_add(&running, 1);
        if (start_job(fd, &running) < 0) {
            atomic_fetch_sub(&running, 1);
            close(fd);
        }
    }
}
