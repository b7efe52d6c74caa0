static int agent_connect(struct agent *a)
{
    a->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (a->fd < 0)
        return -1;
    if (connect(a->fd, (struct sockaddr *)&a->controller, sizeof a->controller) < 0) {
        close(a->fd);
        a->fd = -1;
        return -1;
    }
    return 0;
}

/* commands come perhaps once a day; we just sit here */
void agent_main(struct agent *a)
{
    char cmd[1024];
    size_t have = 0;

    for (;;) {
        if (a->fd < 0 && agent_connect(a) < 0) {
            sleep(30);
            continue;
        }
        ssize_t n = recv(a->fd, cmd + have, sizeof cmd - 1 - have, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(a->fd);
            a->fd = -1;
            have = 0;
            continue;
        }
        have += (size_t)n;
        cmd[have] = '\0';
        char *nl = strchr(cmd, '\n');
        if (!nl) {
            if (have == sizeof cmd - 1) have = 0;
            continue;
        }
        *nl = '\0';
        agent_execute(a, cmd);
        have -= (size_t)(nl + 1 - cmd);
        memmove(cmd, nl + 1, have);
    }
}
