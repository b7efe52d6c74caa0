static void *thread_main(void *arg)
{
	int fd = (int)(intptr_t)arg;
	char buf[512];
	for (;;) {
		ssize_t n = recv(fd, buf, sizeof buf, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			pthread_exit(NULL); /* expect: close-wait-leak */
		if (n < 0)
			break;
		handle(fd, buf, n);
	}
	close(fd);
	return NULL;
}
int main(void) { int l = listen_on(8080); for (;;) { int c = accept(l, 0, 0); pthread_t t; if (c < 0) continue; if (pthread_create(&t, 0, thread_main, (void *)(intptr_t)c)) close(c); else pthread_detach(t); } }
