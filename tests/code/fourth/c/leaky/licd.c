int main(int argc, char **argv)
{
    struct sockaddr_in a;
    int s, on = 1;

    memset(&a, 0, sizeof(a));
    a.sin_family = AF_INET;
    a.sin_port = htons(argc > 1 ? atoi(argv[1]) : 7788);
    a.sin_addr.s_addr = htonl(INADDR_ANY);

    s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0) die("socket");
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(s, (struct sockaddr *)&a, sizeof(a)) < 0) die("bind");
    if (listen(s, 1) < 0) die("listen");

    for (;;) {
        char key[128];
        int n, c = accept(s, NULL, NULL);
        if (c < 0) die("accept");
        set_timeout(c, 5);
        n = read(c, key, sizeof(key) - 1);
        if (n > 0) {
            key[n] = 0;
            const char *ans = license_lookup_db(key) ? "OK\n" : "DENIED\n";
            write(c, ans, strlen(ans));
        }
        close(c);
    }
}
