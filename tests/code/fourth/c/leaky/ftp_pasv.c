int ftp_retr(struct ftp *f, const char *name, FILE *out)
{
    char buf[32768];
    size_t total = 0;
    ssize_t n;
    int data, rc;

    if ((rc = ftp_cmd(f, "PASV")) != 227)
        return -rc;
    data = ftp_open_data(f, f->reply, FTP_TIMEOUT);
    if (data < 0)
        return data;

    rc = ftp_cmd(f, "RETR %s", name);
    if (rc != 150 && rc != 125) {
        ftp_log(f, "RETR %s refused: %d", name, rc);
        return -rc;
    }
    while ((n = read(data, buf, sizeof buf)) > 0) {
        if (fwrite(buf, 1, n, out) != (size_t)n) {
            close(data);
            return -EIO;
        }
        total += n;
    }
    close(data);
    if (n < 0)
        return -errno;
    return ftp_wait(f, 226);
}

static int ftp_open_data(struct ftp *f, const char *reply, int tmo)
{
    struct sockaddr_in sin;
    int fd;

    if (ftp_parse_pasv(reply, &sin) < 0)
        return -EPROTO;
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    set_timeouts(fd, tmo);
    if (connect(fd, (struct sockaddr *)&sin, sizeof sin) < 0) {
        int e = errno;
        close(fd);
        return -e;
    }
    return fd;
}
