// pagerd: one short-lived child per nurse-call panel
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

void onChild(int) {
    int e = errno;
    while (waitpid(-1, nullptr, WNOHANG) > 0) {}
    errno = e;
}

bool say(int s, const char *text) {
    size_t left = strlen(text);
    while (left) {
        ssize_t n = write(s, text, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        text += n;
        left -= n;
    }
    return true;
}

void panel(int s) {
    alarm(120);
    char line[256];
    size_t have = 0;
    for (;;) {
        ssize_t n = read(s, line + have, sizeof line - 1 - have);
        if (n <= 0) return;
        have += n;
        line[have] = 0;
        char *nl = strchr(line, '\n');
        if (nl) {
            fprintf(stderr, "call from %.*s\n", int(nl - line), line);
            if (!say(s, "RINGING\n")) return;
            have -= nl + 1 - line;
            memmove(line, nl + 1, have);
            alarm(120);
        } else if (have == sizeof line - 1) {
            return;
        }
    }
}

}  // namespace

int main() {
    struct sigaction sa {};
    sa.sa_handler = onChild;
    sa.sa_flags = SA_RESTART;
    sigaction(SIGCHLD, &sa, nullptr);
    signal(SIGPIPE, SIG_IGN);

    int srv = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(srv, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in me{};
    me.sin_family = AF_INET;
    me.sin_port = htons(3535);
    if (bind(srv, (sockaddr *)&me, sizeof me) < 0 || listen(srv, SOMAXCONN) < 0) {
        perror("pagerd");
        return 1;
    }
    for (;;) {
        int s = accept(srv, nullptr, nullptr);
        if (s < 0) {
            if (errno != EINTR && errno != ECONNABORTED) {
                perror("accept");
                sleep(1);
            }
            continue;
        }
        switch (fork()) {
        case 0:
            close(srv);
            panel(s);
            _exit(0);
        case -1:
            perror("fork");
            // fall through
        default:
            close(s);
        }
    }
}
