static int serve_one(int c)
{
	char req[1024];
	int n = read_line(c, req, sizeof req);
	if (n < 0)
		return -1;
	if (!strncmp(req, "PING", 4))
		return write_all(c, "PONG\n", 5);
	return -1;
}
void serve(int l)
{
	for (;;) {
		int c = accept(l, NULL, NULL);
		if (c < 0) {
			if (errno == EMFILE)
				sleep(1);
			continue;
		}
		set_timeouts(c, 10);
		while (serve_one(c) >= 0)
			;
		close(c);
	}
}
