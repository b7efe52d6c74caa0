static void *worker(void *arg)
{
	struct job *j;
	(void)arg;
	while ((j = job_next()) != NULL) {
		char b[4096];
		ssize_t n;
		while ((n = recv(j->fd, b, sizeof b, 0)) > 0)
			if (consume(j, b, n) < 0)
				break;
		shutdown(j->fd, SHUT_RDWR);
		job_done(j);
	}
	return NULL;
}
void job_done(struct job *j) { close(j->fd); free(j); }
