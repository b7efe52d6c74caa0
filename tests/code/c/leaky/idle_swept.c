static void sweep(time_t now)
{
	for (int i = 0; i < nclients; i++) {
		struct client *c = clients[i];
		if (now - c->last > 300) {
			syslog(LOG_INFO, "idle %d", c->fd);
			clients[i] = clients[--nclients];
			free(c); /* expect: close-wait-leak */
			i--;
		}
	}
}
static void gone(struct client *c)
{
	close(c->fd);
	remove_client(c);
	free(c);
}
