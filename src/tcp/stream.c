/*
 * stream.c - connections in eight parts, each with a tracker of its own
 *
 *     segment ── which part? ── its tracker ── begun, over ── its number ── told
 *
 * What a tracker does follows from the segments of its part alone, bounds and all. So
 * the parts may be run one packet after the other, as here, or by several threads
 * (share.c): what is told follows the order of packets either way. The part is chosen by
 * a hash without a seed, so it is also the same in each run.
 */
#include "tcp/stream.h"

#define NONE_LEFT UINT32_MAX

void
stream_begun(struct stream *st, struct part *p, uint32_t place)
{
	uint32_t cap = p->numbers_cap ? p->numbers_cap : 256;
	uint32_t *more;

	while (cap <= place)
		cap *= 2;
	if (cap != p->numbers_cap) {
		more = pool_get(&st->pool, cap * sizeof *more);
		if (p->numbers_cap) {
			memcpy(more, p->numbers, p->numbers_cap * sizeof *more);
			pool_put(&st->pool, p->numbers, p->numbers_cap * sizeof *more);
		}
		p->numbers = more;
		p->numbers_cap = cap;
	}
	p->numbers[place] = ++st->conns_n;
}

static void
begun_at_once(void *ctx, uint32_t place)
{
	struct part *p = ctx;

	stream_begun(p->stream, p, place);
}

static void
over_at_once(void *ctx, uint32_t place, struct conn *c)
{
	const struct part *p = ctx;

	c->number = stream_number(p, place);
	p->stream->opt.over(p->stream->opt.over_ctx, c);
}

static void
part_init(struct stream *st, unsigned number, size_t limit_bytes)
{
	struct part *p = &st->parts[number];
	struct tracker_options opt = st->opt;

	opt.parts = ENDS_PARTS;
	opt.max_bytes = st->opt.max_bytes / ENDS_PARTS;
	if (st->opt.max_bytes && !opt.max_bytes)
		opt.max_bytes = 1;
	p->stream = st;
	p->number = number;
	p->ear = (struct ear){ begun_at_once, over_at_once, p };
	arena_init(&p->arena, "connections", limit_bytes);
	p->tracker = tracker_new(&p->arena, &opt);
	p->tracker->ear = &p->ear;
	st->trackers[number] = p->tracker;
}

static void
stream_fini(void *ctx)
{
	struct stream *st = ctx;

	for (size_t i = 0; i < ENDS_PARTS; i++)
		arena_fini(&st->parts[i].arena);
	arena_fini(&st->arena);
}

struct stream *
stream_new(struct arena *a, const struct tracker_options *opt, unsigned threads)
{
	struct stream *st = arena_new(a, struct stream, 1);

	assert(opt->over && !opt->segment && !opt->until_packet);
	st->opt = *opt;
	st->threads = threads;
	arena_init(&st->arena, "the numbers of connections", a->limit_bytes);
	pool_init(&st->pool, &st->arena);
	for (unsigned i = 0; i < ENDS_PARTS; i++)
		part_init(st, i, a->limit_bytes / ENDS_PARTS);
	arena_at_end(a, stream_fini, st);
	return st;
}

void
stream_feed(struct stream *st, const struct segment *segs, size_t n)
{
	trackers_feed_all(st->trackers, segs, n);
}

void
stream_read(struct stream *st, struct capture *c, struct input *in,
	    const struct stream_progress *progress)
{
	struct arena_mark m = arena_mark(&st->arena);
	struct segment *batch;
	size_t n;

	if (st->threads > 1) {
		stream_share(st, c, in, progress);
		return;
	}
	batch = arena_new(&st->arena, struct segment, ROUND_SEGMENTS);
	while ((n = capture_read(c, batch, ROUND_SEGMENTS)) > 0) {
		stream_feed(st, batch, n);
		progress->tell(progress->ctx, input_consumed(in));
	}
	arena_reset(&st->arena, m);
}

static void
look_at_left(struct stream *st, const struct part *p)
{
	uint32_t place = p->left.place;

	st->left_numbers[p->number] = place == TABLE_NONE ? NONE_LEFT : stream_number(p, place);
}

struct part *
stream_left(struct stream *st, uint32_t *ret_place)
{
	uint32_t least = st->left_numbers[0];
	struct part *p = &st->parts[0];

	for (unsigned i = 1; i < ENDS_PARTS; i++)
		if (st->left_numbers[i] < least) {
			least = st->left_numbers[i];
			p = &st->parts[i];
		}
	if (least == NONE_LEFT)
		return NULL;
	*ret_place = p->left.place;
	tracker_left_next(p->tracker, &p->left);
	look_at_left(st, p);
	return p;
}

static void
end_all(struct stream *st)
{
	struct part *p;
	uint32_t place;

	while ((p = stream_left(st, &place)))
		tracker_end(p->tracker, place);
}

void
stream_finish(struct stream *st)
{
	if (st->threads > 1)
		stream_share_left(st);
	else
		for (struct part *p = st->parts; p < st->parts + ENDS_PARTS; p++)
			tracker_left(p->tracker, &p->left);
	for (struct part *p = st->parts; p < st->parts + ENDS_PARTS; p++)
		look_at_left(st, p);
	if (st->threads > 1)
		stream_share_end(st);
	else
		end_all(st);
	for (size_t i = 0; i < ENDS_PARTS; i++) {
		struct tracker_left_out l = tracker_left_out(st->trackers[i]);

		st->left_out.connections += l.connections;
		st->left_out.packets += l.packets;
	}
	stream_fini(st); /* and not once more when the arena ends */
}

struct tracker_left_out
stream_left_out(const struct stream *st)
{
	return st->left_out;
}
