int flush_metrics(struct metric *m, int count)
{
    char line[256];
    int i, sent = 0;

    for (i = 0; i < count; i++) {
        struct timeval tv = { 2, 0 };
        int len;
        int fd = socket(AF_INET, SOCK_STREAM, 0);

        if (fd < 0)
            return sent;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (connect(fd, (struct sockaddr *)&carbon_addr, sizeof carbon_addr) < 0) {
            close(fd);
            return sent;
        }
        len = snprintf(line, sizeof line, "%s %.6f %ld\n", m[i].name, m[i].value, (long)m[i].ts);
        if (send(fd, line, len, MSG_NOSIGNAL) == len)
            sent++;
        close(fd);
    }
    return sent;
}
