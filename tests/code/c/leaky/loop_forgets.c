static int on_client(struct loop *l, int fd, int mask, void *arg)
{
	struct client *c = arg;
	int n;

	n = read(fd, c->buf + c->len, sizeof(c->buf) - c->len);
	if (n == -1) {
		if (errno == EAGAIN)
			return 0;
		client_destroy(c);
		return -1;
	} /* expect: close-wait-leak */
	if (n == 0) {
		loop_del(l, fd);
		list_remove(&clients, c);
		free(c);
		return -1;
	}
	c->len += n;
	return process(c);
}
static void client_destroy(struct client *c)
{
	loop_del(c->loop, c->fd);
	list_remove(&clients, c);
	close(c->fd);
	free(c);
}
