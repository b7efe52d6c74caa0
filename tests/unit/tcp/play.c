/*
 * play.c - feed segments to a tracker and keep all that it says
 */
#include "play.h"

static void
keep(void *ctx, const struct judged *j)
{
	struct play *p = ctx;

	vec_push(p->arena, &p->said.list, *j);
}

void
play_all(struct play *p, struct arena *a, const struct segment *segs, size_t n, bool observed)
{
	struct tracker_options options = {
		.episodes = true, .dense = true, .segment = observed ? keep : NULL, .ctx = p
	};

	*p = (struct play){ .arena = a };
	p->tracker = tracker_new(a, &options);
	for (size_t i = 0; i < n; i++)
		tracker_feed(p->tracker, &segs[i]);
	tracker_finish(p->tracker);
}

void
play_noted(struct play *p, struct arena *a, const struct segment *segs, size_t n)
{
	struct tracker_options options = { .episodes = true, .dense = true, .journals = true };

	*p = (struct play){ .arena = a };
	p->tracker = tracker_new(a, &options);
	tracker_feed_all(p->tracker, segs, n);
	tracker_finish(p->tracker);
}

const char *
play_why(struct arena *a, const struct judged *j)
{
	struct out o;
	char *words;

	out_init_memory(&o);
	judged_why(j, &o);
	words = str_to_cstr(a, out_text(&o));
	out_fini(&o);
	return words;
}
