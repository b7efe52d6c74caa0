/* POST handling of our in-house news reader daemon */
static void slurp_rest(int fd, time_t until)
{
	char junk[4096];
	ssize_t n;

	while (time(NULL) < until) {
		struct pollfd pf = { .fd = fd, .events = POLLIN };

		if (poll(&pf, 1, 3000) == 0)
			return;
		n = read(fd, junk, sizeof(junk));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
	}
}

void
post_article(struct client *cl)
{
	struct artbuf ab = ARTBUF_INIT;
	char line[1000];
	int len, toobig = 0;

	/* line reader and line writer of netio.c: buffered, 60s limits, -1 on eof/error */
	if (nio_printf(cl->io, "340 send article\r\n") == -1 || nio_flush(cl->io) == -1) {
		client_free(cl);	/* closes cl->fd as well */
		return;
	}
	while ((len = nio_gets(cl->io, line, sizeof(line))) >= 0) {
		if (strcmp(line, ".") == 0)
			break;
		if (ab.len + (size_t)len > cfg.max_article) {
			toobig = 1;
			break;
		}
		artbuf_add(&ab, line[0] == '.' ? line + 1 : line);
	}
	if (len < 0) {
		artbuf_clear(&ab);
		client_free(cl);
		return;
	}
	if (toobig) {
		nio_printf(cl->io, "441 article over %zu bytes\r\n", cfg.max_article);
		nio_flush(cl->io);
		shutdown(cl->fd, SHUT_WR);
		slurp_rest(cl->fd, time(NULL) + 20);
		artbuf_clear(&ab);
		client_free(cl);
		return;
	}
	if (spool_store(&ab) == 0)
		nio_printf(cl->io, "240 article received\r\n");
	else
		nio_printf(cl->io, "441 posting failed\r\n");
	artbuf_clear(&ab);
	if (nio_flush(cl->io) == -1) {
		client_free(cl);
		return;
	}
	client_await_command(cl);
}
