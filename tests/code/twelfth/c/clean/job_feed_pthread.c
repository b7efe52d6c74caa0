/* accept -> bounded ring -> N workers. Render farm job intake. */
#define RING 128

static int ring[RING];
static unsigned head, tail;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;

static int ring_put(int fd)
{
	int ok = 0;

	pthread_mutex_lock(&mu);
	if (tail - head < RING) {
		ring[tail++ % RING] = fd;
		pthread_cond_signal(&more);
		ok = 1;
	}
	pthread_mutex_unlock(&mu);
	return ok;
}

static int ring_get(void)
{
	int fd;

	pthread_mutex_lock(&mu);
	while (head == tail)
		pthread_cond_wait(&more, &mu);
	fd = ring[head++ % RING];
	pthread_mutex_unlock(&mu);
	return fd;
}

static void *worker(void *arg)
{
	struct farm *farm = arg;

	for (;;) {
		int fd = ring_get();
		FILE *io = fdopen(fd, "r+");
		char line[512];

		if (!io) {
			warn("fdopen");
			close(fd);
			continue;
		}
		while (fgets(line, sizeof line, io)) {
			unsigned id = farm_enqueue(farm, line);

			fseek(io, 0, SEEK_CUR);		/* r -> w turn, ESPIPE is fine */
			if (fprintf(io, "QUEUED %u\n", id) < 0 || fflush(io) == EOF)
				break;
		}
		fclose(io);
	}
	return NULL;
}

void intake(int lfd, struct farm *farm, int nworkers)
{
	struct timeval tmo = { 60, 0 };
	pthread_t t;

	signal(SIGPIPE, SIG_IGN);
	while (nworkers-- > 0) {
		if (pthread_create(&t, NULL, worker, farm))
			errx(1, "no threads");
		pthread_detach(t);
	}
	for (;;) {
		int fd = accept(lfd, NULL, NULL);

		if (fd < 0) {
			if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS)
				nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
			continue;
		}
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tmo, sizeof tmo);
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tmo, sizeof tmo);
		if (!ring_put(fd)) {
			farm_stat_inc(farm, FARM_REFUSED);
			close(fd);
		}
	}
}
