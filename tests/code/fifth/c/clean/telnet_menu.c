#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop;
static void on_term(int s) { (void)s; stop = 1; }

/* each caller gets its own copy of the old library catalogue program */
static void become_catalogue(int s)
{
    signal(SIGTERM, SIG_DFL);
    if (dup2(s, 0) < 0 || dup2(s, 1) < 0 || dup2(s, 2) < 0)
        _exit(126);
    if (s > 2)
        close(s);
    execl("/usr/libexec/catalogue", "catalogue", "--idle=300", (char *)NULL);
    _exit(127);
}

static int open_port(int port)
{
    struct sockaddr_in a;
    int on = 1;
    int l = socket(AF_INET, SOCK_STREAM, 0);

    if (l == -1)
        return -1;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    (void)setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(l, (struct sockaddr *)&a, sizeof a) == -1)
        goto bad;
    if (listen(l, 128) == -1)
        goto bad;
    return l;
bad:
    close(l);
    return -1;
}

int main(void)
{
    struct sigaction sa = { .sa_handler = on_term };
    int l = open_port(2323);

    if (l == -1) {
        perror("telnet_menu");
        return 1;
    }
    sigaction(SIGTERM, &sa, NULL);
    signal(SIGCHLD, SIG_IGN);

    while (!stop) {
        int on = 1;
        int s = accept(l, NULL, NULL);

        if (s == -1) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
                sleep(1);
            continue;
        }
        setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        switch (fork()) {
        case -1:
            perror("fork");
            break;
        case 0:
            close(l);
            become_catalogue(s);
            /* not reached */
        }
        close(s);
    }
    close(l);
    return 0;
}
