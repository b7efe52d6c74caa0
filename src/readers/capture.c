/*
 * capture.c - a capture file into the tracker of its input
 */
#include "readers/capture.h"

/*
 * From here on a thread that reads ahead is worth its start (some 50 us) and its blocks:
 * it then saves milliseconds.
 */
#define AHEAD_BYTES ((uint64_t)8 << 20)
/* How often somebody who waits is told: a few times a second at a slow disk's speed. */
#define PROGRESS_BYTES ((uint64_t)4 << 20)

static const char *
kind_name(enum capture_kind kind)
{
	switch (kind) {
	case CAPTURE_PCAP:
		return "pcap";
	case CAPTURE_PCAPNG:
		return "pcapng";
	}
	return "unknown";
}

static void
tell_progress(const struct reading *r, const struct input *in, uint64_t done, uint64_t *told)
{
	if (!r->progress || done - *told < PROGRESS_BYTES)
		return;
	*told = done;
	r->progress(r->progress_ctx, input_name(in), done, input_size(in));
}

static bool
is_read_ahead(const struct reading *r, const struct input *in)
{
	return r->ahead == AHEAD_ALWAYS ||
	       (r->ahead == AHEAD_WHERE_WORTH && input_size(in) >= AHEAD_BYTES);
}

static void
feed_all(struct reading *r, struct capture *c, struct input *in, struct tracker *t)
{
	struct pipeline *p = pipeline_start(r->scratch, c, is_read_ahead(r, in));
	const struct segment *segs;
	uint64_t told = 0;
	size_t n;

	while ((n = pipeline_next(p, &segs)) > 0) {
		tracker_feed_all(t, segs, n);
		tell_progress(r, in, pipeline_consumed(p), &told);
	}
	pipeline_stop(p);
}

/* What the reading tells about the input itself. */
static void
note_stats(struct case_input *ci, const struct capture_stats *stats)
{
	ci->capture = *stats;
	ci->records = stats->packets;
	ci->from_ns = stats->first_ns;
	ci->to_ns = stats->last_ns;
	ci->readable = true; /* a capture without packets says so much */
}

static void
read_into(struct reading *r, uint32_t input, struct input *in, struct arena *own)
{
	struct case_input *ci = case_input(r->cs, input);
	struct err e = { 0 };
	struct capture *c = capture_open(own, in, &e);
	const struct err *problem;

	if (!c) {
		case_problem(r->cs, input, 0, "%s", e.text);
		return;
	}
	ci->tracker = tracker_new(r->arena, &r->tracker);
	feed_all(r, c, in, ci->tracker);
	tracker_finish(ci->tracker);
	note_stats(ci, capture_stats(c));
	if (ci->capture.datagrams_lone)
		case_problem(r->cs, input, 0,
			     "%llu fragmented packets are not whole in it, and left out",
			     (unsigned long long)ci->capture.datagrams_lone);
	problem = capture_problem(c);
	if (problem)
		case_problem(r->cs, input, 0, "%s", problem->text);
	else if (input_fault(in))
		case_problem(r->cs, input, 0, "%s", input_fault(in)->text);
}

void
capture_into_case(struct reading *r, uint32_t input, struct input *in, enum capture_kind kind)
{
	struct arena own; /* of the thread that reads: arenas are not shared */

	case_input(r->cs, input)->kind = kind_name(kind);
	arena_init(&own, "the capture", r->scratch->limit_bytes);
	read_into(r, input, in, &own);
	arena_fini(&own);
}
