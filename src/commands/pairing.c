/*
 * pairing.c - keep what is read, match it, and only then tell
 */
#include "commands/pairing.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct pairing {
	struct listing l; /* first: what the tracker's calls get */
	const struct pairing_calls *calls;
	struct pairs *pairs;
	size_t inputs; /* of the case, that pairs knows */
	size_t input;  /* told of when segments are told as they come */
	bool overflowed;
};

bool
pairing_is_possible(const struct arguments *args)
{
	struct stat st;

	if (args->operands.n != 1)
		return args->operands.n > 1;
	return !stat(args->operands.v[0], &st) && S_ISDIR(st.st_mode);
}

static void
emit_kept(struct pairing *p)
{
	for (size_t i = 0; i < pairs_inputs(p->pairs); i++) {
		size_t n = pairs_segments(p->pairs, i);

		for (size_t k = 0; k < n; k++)
			p->calls->emit(&p->l, i, pairs_segment(p->pairs, i, k));
		if (n && i + 1 < p->inputs)
			p->calls->done(&p->l, i);
	}
}

/* Inputs without packets have no segments, and keep their place. */
static void
begin_inputs(struct pairing *p)
{
	const struct crux_case *cs = &p->l.g->cs;

	for (; p->inputs < cs->inputs.n; p->inputs++)
		pairs_begin_input(p->pairs, cs->inputs.v[p->inputs].path);
}

static void
take(void *ctx, const struct judged *j)
{
	struct pairing *p = ctx;
	size_t before = p->inputs;

	begin_inputs(p);
	if (!p->overflowed && pairs_add(p->pairs, j))
		return;
	if (!p->overflowed) {
		p->overflowed = true;
		emit_kept(p);
	} else if (before < p->inputs) {
		p->calls->done(&p->l, p->input);
	}
	p->input = p->inputs - 1;
	p->calls->emit(&p->l, p->input, j);
}

static void
tell(struct pairing *p)
{
	size_t last = p->inputs - 1;

	if (p->overflowed) {
		fprintf(stderr,
			"crux: more than %zu packets: the captures were not held against "
			"each other\n",
			PAIR_SEGMENTS_MAX);
	} else {
		pairs_match(p->pairs, &p->l.g->scratch);
		gather_prints(&p->l);
		emit_kept(p);
	}
	p->calls->done(&p->l, last);
	p->calls->end(&p->l, p->pairs);
}

static bool
holds_packets(const struct crux_case *cs, size_t first)
{
	for (size_t i = first; i < cs->inputs.n; i++)
		if (cs->inputs.v[i].tracker)
			return true;
	return false;
}

static int
read_all(struct pairing *p, struct sources *sources, size_t n)
{
	static const struct tracker_options none = { .segment = take };
	struct tracker_options tracker = none;
	struct gathering g;
	bool any = false;

	tracker.ctx = p;
	gather_init(&g, p->l.args, &tracker);
	p->l.g = &g;
	p->pairs = pairs_new(&g.arena, 0);
	for (size_t i = 0; i < n; i++) {
		size_t first = g.cs.inputs.n;
		bool packets;

		gather_read(&g, &sources[i]);
		gather_complain(&g, first);
		packets = holds_packets(&g.cs, first);
		if (!packets)
			gather_say_no_packets(&g, first);
		any |= packets;
	}
	if (p->inputs)
		tell(p);
	gather_fini(&g);
	return any ? EXIT_JUDGED : EXIT_NOTHING;
}

int
pairing_run(const struct arguments *args, const struct pairing_calls *calls, void *ctx)
{
	struct pairing p = { .l = { .args = args, .ctx = ctx }, .calls = calls };
	struct sources *sources;
	const char *const *paths;
	int status;
	size_t n;

	if (!gather_paths(args, &paths, &n))
		return EXIT_USAGE;
	status = gather_output(args, paths, n, &p.l.o);
	if (status != EXIT_JUDGED)
		return status;
	status = gather_open(args, paths, n, &p.l.o, &sources);
	if (status != EXIT_JUDGED)
		return status;
	p.l.style = gather_style(args, &p.l.o);
	p.l.to_terminal = isatty(p.l.o.fd);
	return gather_end(&p.l.o, read_all(&p, sources, n));
}
