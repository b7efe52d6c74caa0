/*
 * One connection to the directory in the other site is kept from login to
 * login: over night hours may pass between two requests.
 */
static int dir_fd = -1;
static pthread_mutex_t dir_lock = PTHREAD_MUTEX_INITIALIZER;

static int dir_open(void)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(cfg.dir_port) };
	struct timeval tv = { .tv_sec = 15 };
	int on = 1;
	int fd;

	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	sin.sin_addr = cfg.dir_addr;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	if (connect(fd, (struct sockaddr *)&sin, sizeof(sin)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int dir_lookup(const char *uid, struct dir_entry *e)
{
	int rc = -1;

	pthread_mutex_lock(&dir_lock);
	if (dir_fd < 0)
		dir_fd = dir_open();
	if (dir_fd < 0)
		goto out;
	if (dir_send_request(dir_fd, uid) < 0 || dir_read_answer(dir_fd, e) < 0) {
		syslog(LOG_WARNING, "directory: %m");
		close(dir_fd);
		dir_fd = -1;
		goto out;
	}
	rc = 0;		/* the connection stays open for the next login */
out:
	pthread_mutex_unlock(&dir_lock);
	return rc;
}
