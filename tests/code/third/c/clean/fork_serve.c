static volatile sig_atomic_t stop;

static void
child(int s)
{
	FILE *in = fdopen(s, "r");
	char line[512];

	if (in == NULL)
		_exit(1);
	alarm(60);
	while (fgets(line, sizeof line, in)) {
		alarm(60);
		line[strcspn(line, "\r\n")] = 0;
		if (strcmp(line, "BYE") == 0)
			break;
		dprintf(s, "%s %ld\n", lookup(line), (long)time(NULL));
	}
	_exit(0);
}

int
serve_forever(int lsock)
{
	while (!stop) {
		int s = accept(lsock, NULL, NULL);
		if (s < 0) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			syslog(LOG_ERR, "accept: %m");
			sleep(1);
			continue;
		}
		switch (fork()) {
		case 0:
			close(lsock);
			child(s);
			/* NOTREACHED */
		case -1:
			syslog(LOG_ERR, "fork: %m");
			/* FALLTHROUGH */
		default:
			close(s);
		}
	}
	close(lsock);
	return 0;
}
