/*
 * weigh.c - what a live connection costs, by part: weigh CAPTURE
 *
 * The capture is read as `crux flows --json` reads it with one thread. What is alive is
 * weighed every so many segments, and told of when most was alive, and it was heaviest.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "tcp/tcp.h"
#include "wire/wire.h"

#define SEGMENTS_AT_ONCE 256
#define WEIGH_EVERY 16 /* of these */

static void
leave(void *ctx, const struct conn *c)
{
	(void)c;
	++*(uint64_t *)ctx;
}

static void
print_part(const char *name, const struct tracker_part *p, uint64_t live)
{
	printf("%-32s %10llu %12llu %10.1f\n", name, (unsigned long long)p->n,
	       (unsigned long long)p->bytes, (double)p->bytes / (double)live);
}

static void
print(const struct tracker_weight *w)
{
	const struct {
		const char *name;
		const struct tracker_part *part;
	} parts[] = {
		{ "in full", &w->in_full },
		{ "  their rings of ACKs", &w->acks },
		{ "  their segments in flight", &w->in_flight },
		{ "  their accounts and answers", &w->accounts },
		{ "  losses, shut windows, resets", &w->trouble },
		{ "  what their senders had in mind", &w->minds },
		{ "journals", &w->journals },
		{ "at rest", &w->resting },
		{ "only opened", &w->openings },
		{ "table", &w->table },
	};

	printf("%-32s %10s %12s %10s\n", "part", "pieces", "bytes", "for one");
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		print_part(parts[i].name, parts[i].part, w->live);
	printf("%-32s %10llu %12llu %10.1f\n", "all, but for spare memory",
	       (unsigned long long)w->live, (unsigned long long)(w->all_bytes - w->spare_bytes),
	       (double)(w->all_bytes - w->spare_bytes) / (double)w->live);
	printf("%-32s %10s %12llu %10.1f\n", "spare memory", "", (unsigned long long)w->spare_bytes,
	       (double)w->spare_bytes / (double)w->live);
	printf("closed, of those in full: %llu\n", (unsigned long long)w->closed);
}

static bool
is_more(const struct tracker_weight *now, const struct tracker_weight *most)
{
	if (now->live != most->live)
		return now->live > most->live;
	return now->all_bytes - now->spare_bytes > most->all_bytes - most->spare_bytes;
}

static void
weigh(struct arena *a, struct capture *c)
{
	struct tracker_weight most = { 0 }, now;
	struct segment segs[SEGMENTS_AT_ONCE];
	uint64_t over = 0;
	struct tracker_options opt = { .over = leave, .over_ctx = &over };
	struct tracker *t = tracker_new(a, &opt);
	size_t n;

	for (unsigned i = 0; (n = capture_read(c, segs, COUNT_OF(segs))); i++) {
		tracker_feed_all(t, segs, n);
		if (i % WEIGH_EVERY)
			continue;
		tracker_weigh(t, &now);
		if (is_more(&now, &most))
			most = now;
	}
	if (most.live)
		print(&most);
}

int
main(int argc, char **argv)
{
	struct capture *c = NULL;
	struct input *in;
	struct arena a;
	struct err e = { 0 };

	if (argc != 2) {
		fprintf(stderr, "usage: weigh CAPTURE\n");
		return 2;
	}
	arena_init(&a, "weigh", 0);
	in = input_open(argv[1], &e);
	if (in)
		c = capture_open(&a, in, &e);
	if (!c) {
		fprintf(stderr, "weigh: %s: %s\n", argv[1], e.text);
		return EXIT_FAILURE;
	}
	weigh(&a, c);
	arena_fini(&a);
	input_close(in);
	return EXIT_SUCCESS;
}
