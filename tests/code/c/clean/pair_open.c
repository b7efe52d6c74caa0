int proxy_open(struct proxy *p, int client)
{
	int up = dial(p->host, p->port);
	if (up < 0) {
		reply(client, "502");
		close(client);
		return -1;
	}
	struct pair *q = calloc(1, sizeof *q);
	if (!q) {
		close(up);
		close(client);
		return -1;
	}
	q->a = client;
	q->b = up;
	if (watch(p, q->a, q) < 0 || watch(p, q->b, q) < 0) {
		pair_free(q);
		return -1;
	}
	return 0;
}
