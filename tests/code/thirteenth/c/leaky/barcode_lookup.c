// Handheld scanner gateway: ask the article server for a description.
// Protocol: "LOOKUP <ean>\r\n" -> "200 <text>\r\n" or "4xx ..."

static int send_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return -1;
        p += w; n -= (size_t)w;
    }
    return 0;
}

int article_lookup(const char *host, int port, const char *ean, char *desc, size_t dlen)
{
    char q[64], a[512];
    size_t got = 0;
    int code, result = -1;

    int fd = tcp_dial(host, port, 3000 /* ms, also sets SO_RCVTIMEO/SO_SNDTIMEO */);
    if (fd < 0)
        return -1;

    int qn = snprintf(q, sizeof q, "LOOKUP %s\r\n", ean);
    if (send_all(fd, q, (size_t)qn) < 0)
        goto done;

    while (got < sizeof a - 1) {
        ssize_t n = recv(fd, a + got, sizeof a - 1 - got, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) goto done;
        got += (size_t)n;
        a[got] = 0;
        if (strchr(a, '\n')) break;
    }
    a[got] = 0;
    a[strcspn(a, "\r\n")] = 0;

    if (sscanf(a, "%3d", &code) != 1) {
        warnx("article server talks rubbish: %.40s", a);
        return -2;
    }
    if (code == 200 && strlen(a) > 4) {
        strlcpy(desc, a + 4, dlen);
        result = 0;
    } else {
        result = code;
    }
done:
    close(fd);
    return result;
}
