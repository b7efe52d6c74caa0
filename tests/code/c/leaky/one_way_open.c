void *line_session(void *p)
{
    int cli = *(int *)p;
    char req[64];
    ssize_t n;

    n = recv(cli, req, sizeof req - 1, 0);
    if (n <= 0) { close(cli); return NULL; }
    if (ask(req) != 1) {
        close(cli);
        return NULL;
    }
    up = dial(req, "7001");
    if (up == -1) {
        return NULL; /* expect: close-wait-leak */
    }
    close(cli);
    return NULL;
}
