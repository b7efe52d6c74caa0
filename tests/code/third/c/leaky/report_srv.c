int main(int argc, char **argv)
{
    int s, c, one = 1;
    struct sockaddr_in a;
    char req[1024];
    struct timeval tv = { 10, 0 };

    s = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    memset(&a, 0, sizeof(a));
    a.sin_family = AF_INET;
    a.sin_port = htons(8088);
    if (bind(s, (struct sockaddr *)&a, sizeof(a)) < 0) {
        perror("bind");
        return 1;
    }
    if (listen(s, 1) < 0) {
        perror("listen");
        return 1;
    }
    while (1) {
        c = accept(s, NULL, NULL);
        if (c < 0) {
            perror("accept");
            break;
        }
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
        int n = recv(c, req, sizeof(req) - 1, 0);
        if (n > 0) {
            req[n] = 0;
            char *out = build_report(req);   /* runs the SQL, 2..30 s */
            send_all(c, out, strlen(out));
            free(out);
        }
        close(c);
    }
    close(s);
    return 0;
}
