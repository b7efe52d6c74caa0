/* faxspoold: one child per sending PBX, child writes the TIFF into spool */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>

static void spool_job(int sock)
{
    char path[] = "/var/spool/fax/inXXXXXX";
    char blk[8192];
    ssize_t n;
    struct timeval tv = { 60, 0 };
    int out = mkstemp(path);

    if (out < 0)
        exit(2);
    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    while ((n = read(sock, blk, sizeof blk)) > 0) {
        if (write(out, blk, n) != n) {
            unlink(path);
            exit(3);
        }
    }
    if (n < 0) unlink(path);
    close(out);
    close(sock);
    exit(n < 0);
}

int main(void)
{
    struct sockaddr_in a;
    int one = 1, ls = socket(AF_INET, SOCK_STREAM, 0);

    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(4559);
    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(ls, (struct sockaddr *)&a, sizeof a) || listen(ls, 128)) {
        perror("faxspoold");
        return 1;
    }
    signal(SIGCHLD, SIG_IGN);
    while (1) {
        int c = accept(ls, NULL, NULL);
        if (c < 0) {
            if (errno == EINTR) continue;
            sleep(1);
            continue;
        }
        pid_t pid = fork();
        if (pid == 0) {
            close(ls);
            spool_job(c);
        }
        if (pid < 0) {
            perror("fork");
            close(c);
            continue;
        }
        printf("job pid %d\n", (int)pid);
    }
}
