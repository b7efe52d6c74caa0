/* Send the refusal, stop our half, then read what the client still sends so
 * that it gets to see the answer. Bounded by bytes and by time. */
static void refuse_and_close(int fd, const char *msg)
{
    char junk[8192];
    size_t total = 0;
    struct timeval tv = { 2, 0 };
    time_t end = time(NULL) + 10;
    ssize_t n;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    if (write_all(fd, msg, strlen(msg)) == 0 && shutdown(fd, SHUT_WR) == 0) {
        while ((n = recv(fd, junk, sizeof(junk), 0)) != 0) {
            if (n < 0) {
                if (errno == EINTR)
                    continue;
                break;
            }
            total += (size_t)n;
            if (total > 4 * 1024 * 1024 || time(NULL) > end)
                break;
        }
    }
    close(fd);
}

void handle(int fd)
{
    struct http_req rq;

    switch (http_read_head(fd, &rq, 10)) {
    case HTTP_OK:
        break;
    case HTTP_EOF:
    case HTTP_TIMEOUT:
        close(fd);
        return;
    default:
        refuse_and_close(fd, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        return;
    }
    if (rq.content_length > MAX_BODY)
        refuse_and_close(fd, "HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\n\r\n");
    else
        http_serve(fd, &rq);
}
