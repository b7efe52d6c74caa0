/*
 * capture.c - a capture file into the tracker of its input
 */
#include "readers/capture.h"

#include "readers/pieces.h"

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

/* Where segments go: connections that are kept, or told of and forgotten. */
struct sink {
	struct tracker *tracker; /* NULL: stream */
	struct stream *stream;
};

struct told_of {
	const struct reading *r;
	const struct input *in;
	uint64_t told;
};

static void
tell_of(void *ctx, uint64_t done)
{
	struct told_of *t = ctx;

	tell_progress(t->r, t->in, done, &t->told);
}

static void
stream_all(struct reading *r, struct capture *c, struct input *in, struct stream *st)
{
	struct told_of t = { r, in, 0 };

	stream_read(st, c, in, &(struct stream_progress){ tell_of, &t });
}

static void
feed_all(struct reading *r, struct capture *c, struct input *in, const struct sink *to)
{
	struct pipeline *p;
	const struct segment *segs;
	uint64_t told = 0;
	size_t n;

	if (to->stream) {
		stream_all(r, c, in, to->stream);
		return;
	}
	p = pipeline_start(r->scratch, c, is_read_ahead(r, in));
	while ((n = pipeline_next(p, &segs)) > 0) {
		tracker_feed_all(to->tracker, segs, n);
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
	case_time(ci, stats->first_ns, CLOCK_UTC);
	case_time(ci, stats->last_ns, CLOCK_UTC);
	ci->readable = true; /* a capture without packets says so much */
}

static void
note_problem(struct reading *r, uint32_t input, const struct capture *c, struct input *in)
{
	const struct err *problem = capture_problem(c);

	if (problem || input_fault(in))
		case_problem(r->cs, input, 0, "%s",
			     problem ? problem->text : input_fault(in)->text);
}

/*
 * A piece gets its line in the list of inputs before anybody is told of its packets, as
 * the last input is the one that speaks. So what is to be said there waits.
 */
struct read_piece {
	struct source *source;
	uint64_t packets_before, packets;
	int64_t from_ns, to_ns;
	struct err problem;
};

struct read_pieces {
	struct read_piece *v;
	size_t n, cap;
};

/* The next piece, if it goes on where the capture is. */
static bool
go_on(struct reading *r, struct capture *c, struct read_pieces *done)
{
	const struct capture_stats *stats = capture_stats(c);
	struct source *next = r->next_piece;
	struct err e;

	if (!next || !piece_follows(next, stats->last_ns) || !capture_go_on(c, next->in, &e))
		return false;
	r->next_piece = next->next_piece;
	vec_push(r->arena, done,
		 ((struct read_piece){ .source = next,
				       .packets_before = stats->packets,
				       .from_ns = next->start_ns }));
	return true;
}

static void
read_pieces(struct reading *r, struct capture *c, const struct sink *to, struct read_pieces *done)
{
	while (go_on(r, c, done)) {
		struct read_piece *p = &done->v[done->n - 1];
		struct arena_mark m = arena_mark(r->scratch);
		struct input *in = p->source->in;

		capture_expects_more(c, r->next_piece);
		feed_all(r, c, in, to);
		arena_reset(r->scratch, m);
		p->packets = capture_stats(c)->packets - p->packets_before;
		p->to_ns = capture_stats(c)->last_ns;
		if (capture_problem(c))
			p->problem = *capture_problem(c);
		else if (input_fault(in))
			p->problem = *input_fault(in);
	}
}

/* The last piece was another's, or could not be opened: what waited for it. */
static void
feed_held(struct capture *c, const struct sink *to)
{
	struct segment held[CAPTURE_ORDERED];
	size_t n;

	if (!capture_expects_more(c, false))
		return;
	n = capture_read(c, held, CAPTURE_ORDERED);
	if (to->stream)
		stream_feed(to->stream, held, n);
	else
		tracker_feed_all(to->tracker, held, n);
}

static void
list_pieces(struct reading *r, uint32_t first, const struct read_pieces *done)
{
	for (size_t i = 0; i < done->n; i++) {
		const struct read_piece *p = &done->v[i];
		uint32_t input = case_add_input(r->cs, p->source->path);
		struct case_input *ci = case_input(r->cs, input), *whole = case_input(r->cs, first);

		ci->kind = whole->kind;
		ci->note = str_printf(r->arena, "goes on from %s, packets from %llu", whole->path,
				      (unsigned long long)p->packets_before + 1)
				   .p;
		ci->records = p->packets;
		case_time(ci, p->from_ns, CLOCK_UTC);
		case_time(ci, p->to_ns, CLOCK_UTC);
		ci->readable = true;
		if (p->problem.code)
			case_problem(r->cs, input, 0, "%s", p->problem.text);
		input_close(p->source->in);
		p->source->in = NULL;
	}
}

struct crowd_of { /* where the crowd of one input is counted */
	struct crux_case *cs;
	uint32_t input;
};

static void
count_only(void *ctx, const struct conn *c)
{
	const struct crowd_of *crowd = ctx;

	case_count_only(crowd->cs, crowd->input, c);
}

struct tracker_options
capture_tracking(const struct reading *r, uint32_t input)
{
	struct tracker_options opt = r->tracker;
	struct crowd_of *crowd = arena_new(r->arena, struct crowd_of, 1);

	*crowd = (struct crowd_of){ r->cs, input };
	if (r->counts_crowds) {
		opt.left = count_only;
		opt.left_ctx = crowd;
	}
	return opt;
}

/* The least that each input may have when those before it took nearly all. */
#define SHARE_LEAST 16

static struct tracker_options
options_of(const struct reading *r, uint32_t input)
{
	struct tracker_options opt = capture_tracking(r, input);
	size_t used = r->arena->used_bytes + r->arena->beside_bytes;

	if (r->max_bytes)
		opt.max_bytes =
			MAX(r->max_bytes - MIN(used, r->max_bytes), r->max_bytes / SHARE_LEAST);
	return opt;
}

static void
note_left_out(struct reading *r, uint32_t input, struct tracker_left_out l)
{
	const char *connections = l.connections == 1 ? "connection" : "connections";

	if (l.packets)
		case_problem(r->cs, input, 0,
			     "%llu %s with %llu packets, idle the longest, left out to stay within "
			     "%zu MiB (--max-memory)",
			     (unsigned long long)l.connections, connections,
			     (unsigned long long)l.packets, r->max_bytes >> 20);
	else if (l.connections)
		case_problem(r->cs, input, 0,
			     "%llu %s, idle the longest, ended early to stay within %zu MiB "
			     "(--max-memory)",
			     (unsigned long long)l.connections, connections, r->max_bytes >> 20);
}

static struct sink
open_sink(const struct reading *r, uint32_t input, const struct input *in)
{
	struct tracker_options opt = options_of(r, input);
	unsigned threads = is_read_ahead(r, in) ? r->threads : 1;

	if (opt.over)
		return (struct sink){ .stream = stream_new(r->arena, &opt, threads) };
	return (struct sink){ .tracker = tracker_new(r->arena, &opt) };
}

static void
finish_sink(struct reading *r, uint32_t input, const struct sink *to)
{
	if (to->tracker)
		tracker_finish(to->tracker);
	else
		stream_finish(to->stream);
	note_left_out(r, input,
		      to->tracker ? tracker_left_out(to->tracker) : stream_left_out(to->stream));
}

static void
read_into(struct reading *r, uint32_t input, struct input *in, struct arena *own)
{
	struct case_input *ci = case_input(r->cs, input);
	struct read_pieces pieces = { 0 };
	struct err e = { 0 };
	struct sink to;
	struct capture *c = capture_open(own, in, &e);

	if (!c) {
		case_problem(r->cs, input, 0, "%s", e.text);
		return;
	}
	to = open_sink(r, input, in);
	ci->tracker = to.tracker;
	ci->stream = to.stream;
	capture_expects_more(c, r->next_piece);
	feed_all(r, c, in, &to);
	note_stats(ci, capture_stats(c));
	note_problem(r, input, c, in);
	read_pieces(r, c, &to, &pieces);
	feed_held(c, &to);
	finish_sink(r, input, &to);
	ci->capture = *capture_stats(c);
	if (ci->capture.datagrams_lone)
		case_problem(r->cs, input, 0,
			     "%llu fragmented packets are not whole in it, and left out",
			     (unsigned long long)ci->capture.datagrams_lone);
	list_pieces(r, input, &pieces);
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
