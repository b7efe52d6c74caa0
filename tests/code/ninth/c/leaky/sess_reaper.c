/* Ticket OPS-4417, excerpt of sess.c (r2291). The table is walked once a minute. */

struct sess {
	struct sess   *next;
	int            sock;
	time_t         last_rx;
	char           imei[16];
	unsigned char *inbuf;
	size_t         inlen, incap;
};

static struct sess *buckets[512];
static unsigned     nsess;

struct sess *sess_new(int sock, const char *imei)
{
	struct sess *s = calloc(1, sizeof *s);
	unsigned h;

	if (!s)
		return NULL;            /* caller closes sock */
	s->sock = sock;
	s->last_rx = time(NULL);
	snprintf(s->imei, sizeof s->imei, "%s", imei);
	h = hash_imei(imei) % 512;
	s->next = buckets[h];
	buckets[h] = s;
	nsess++;
	return s;
}

static void sess_unlink(struct sess *s)
{
	struct sess **pp = &buckets[hash_imei(s->imei) % 512];

	for (; *pp; pp = &(*pp)->next)
		if (*pp == s) {
			*pp = s->next;
			nsess--;
			return;
		}
}

/* tracker said goodbye or sent rubbish */
void sess_end(struct sess *s)
{
	sess_unlink(s);
	poller_remove(s->sock);
	close(s->sock);
	free(s->inbuf);
	free(s);
}

/* trackers in garages stop sending; throw them out after 20 minutes */
void sess_reap(time_t now)
{
	unsigned i, gone = 0;

	for (i = 0; i < 512; i++) {
		struct sess **pp = &buckets[i];

		while (*pp) {
			struct sess *s = *pp;

			if (now - s->last_rx < 20 * 60) {
				pp = &s->next;
				continue;
			}
			*pp = s->next;
			nsess--;
			poller_remove(s->sock);
			free(s->inbuf);
			free(s);
			gone++;
		}
	}
	if (gone)
		log_info("reaper: %u idle trackers dropped, %u left", gone, nsess);
}
