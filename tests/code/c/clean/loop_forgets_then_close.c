static void on_read(struct loop *l, int fd, void *arg)
{
	struct cl *c = arg;
	ssize_t n = read(fd, c->buf, sizeof c->buf);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		loop_del(l, fd);
		cl_list_remove(&all, c);
		close(fd);
		free(c);
		return;
	}
	feed(c, n);
}
