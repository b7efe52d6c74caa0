#define MAX_BODY (1024 * 1024)

static const char too_big[] =
    "HTTP/1.1 413 Payload Too Large\r\n"
    "Content-Length: 0\r\n"
    "Connection: close\r\n\r\n";

static void handle_upload(int fd)
{
    char hdr[4096];
    size_t have = 0;
    char *end = NULL;
    long clen;

    set_io_timeout(fd, 10);
    while (have < sizeof(hdr) - 1) {
        ssize_t n = read(fd, hdr + have, sizeof(hdr) - 1 - have);
        if (n <= 0)
            goto done;
        have += n;
        hdr[have] = 0;
        if ((end = strstr(hdr, "\r\n\r\n")))
            break;
    }
    if (!end)
        goto done;
    clen = header_long(hdr, "Content-Length", 0);
    if (clen > MAX_BODY) {
        write_all(fd, too_big, sizeof(too_big) - 1);
        close(fd);
        return;
    }
    store_body(fd, end + 4, hdr + have - (end + 4), clen);
done:
    close(fd);
}
