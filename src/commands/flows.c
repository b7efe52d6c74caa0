/*
 * flows: every connection, what it carried and where its time went
 */
#include <stdlib.h>

#include "commands/gather.h"

/* The larger comes first. */
typedef uint64_t weight_fn(const struct conn *c);

static uint64_t
weight_duration(const struct conn *c)
{
	return (uint64_t)MAX(conn_duration_ns(c), 0);
}

static uint64_t
weight_bytes(const struct conn *c)
{
	return c->half[C2S].unique_bytes + c->half[S2C].unique_bytes;
}

static uint64_t
weight_retransmissions(const struct conn *c)
{
	return c->half[C2S].retransmissions + c->half[S2C].retransmissions;
}

static uint64_t
weight_packets(const struct conn *c)
{
	return c->half[C2S].packets + c->half[S2C].packets;
}

#define ORDERS "start|duration|bytes|packets|retransmissions"

static const struct {
	const char *name;
	weight_fn *weight;
} orders[] = {
	{ "duration", weight_duration },
	{ "bytes", weight_bytes },
	{ "packets", weight_packets },
	{ "retransmissions", weight_retransmissions },
};

/* By weight, the first seen first where it is the same. */
static int
compare(const void *pa, const void *pb, void *weight)
{
	const struct conn *a = *(const struct conn *const *)pa;
	const struct conn *b = *(const struct conn *const *)pb;
	uint64_t wa = (*(weight_fn **)weight)(a), wb = (*(weight_fn **)weight)(b);

	if (wa != wb)
		return wa < wb ? 1 : -1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static void
sort(const struct conn **v, size_t n, const char *order)
{
	for (size_t i = 0; order && i < COUNT_OF(orders); i++) {
		weight_fn *weight = orders[i].weight;

		if (!strcmp(order, orders[i].name))
			qsort_r(v, n, sizeof *v, compare, &weight);
	}
}

struct flowing {
	struct flow_table *table; /* of the input that is read now; NULL: none yet */
	struct flow_lines *lines; /* the same, with --json */
	struct flow_notes *notes; /* with --json, where threads share the work */
	char apart[APART_BYTES];  /* threads that note read what is above */
	size_t input;		  /* which that is, from 1 */
	uint64_t over;		  /* connections of it so far */
	bool begun;		  /* something is printed */
};

/* Without an order to wait for, each is printed as soon as it is over. */
static bool
is_stream(const struct arguments *args)
{
	return !arguments_has(args, "--sort") && !arguments_has(args, "--top");
}

static void
end_table(struct flowing *f)
{
	if (f->table)
		flow_table_end(f->table, f->over);
	f->table = NULL;
	f->over = 0;
}

static void
begin_table(struct listing *l, const char *path)
{
	struct flowing *f = l->ctx;

	end_table(f);
	if (f->begun)
		out_char(&l->o.out, '\n');
	f->begun = true;
	f->table = flow_table_new(l->args->arena, &l->o.out, l->style, path, !is_stream(l->args));
}

static void
begin(struct listing *l, const char *path)
{
	struct flowing *f = l->ctx;

	if (arguments_has(l->args, "--json"))
		f->lines = flow_lines_new(l->args->arena, &l->o.out, path);
	else
		begin_table(l, path);
}

static void
print(struct listing *l, const struct conn *c)
{
	struct flowing *f = l->ctx;

	if (f->lines)
		flow_lines_row(f->lines, c);
	else
		flow_table_row(f->table, c);
}

/* In a stream: one more is printed, of the input that is read now. */
static void
next(struct listing *l)
{
	struct flowing *f = l->ctx;
	size_t n = l->g->cs.inputs.n;

	gather_prints(l);
	if (f->input != n)
		begin(l, l->g->cs.inputs.v[n - 1].path);
	f->input = n;
	f->over++;
}

/* For the tracker, in a stream. */
static void
print_over(void *ctx, const struct conn *c)
{
	next(ctx);
	print(ctx, c);
}

static void
note_line(void *ctx, unsigned part, const struct conn *c, struct out *to)
{
	const struct listing *l = ctx;
	const struct flowing *f = l->ctx;

	flow_notes_take(f->notes, part, c, to);
}

static void
print_line(void *ctx, unsigned part, uint32_t number, struct str noted)
{
	const struct listing *l = ctx;
	const struct flowing *f = l->ctx;

	next(ctx);
	flow_notes_print(f->notes, part, f->lines, number, noted);
}

static void
print_in_order(struct listing *l, const struct case_input *in)
{
	struct flowing *f = l->ctx;
	size_t n = tracker_count(in->tracker);
	const struct conn **v = arena_new(&l->g->arena, const struct conn *, n);

	for (size_t i = 0; i < n; i++)
		v[i] = tracker_conn(in->tracker, i);
	sort(v, n, arguments_value(l->args, "--sort"));
	begin(l, in->path);
	f->over = n;
	for (size_t i = 0; i < MIN(n, arguments_number(l->args, "--top", n)); i++)
		print(l, v[i]);
}

static void
look(struct listing *l)
{
	struct flowing *f = l->ctx;

	for (size_t i = 0; i < l->g->cs.inputs.n && !is_stream(l->args); i++)
		if (l->g->cs.inputs.v[i].tracker)
			print_in_order(l, &l->g->cs.inputs.v[i]);
	end_table(f);
	f->input = 0; /* the next path begins another */
}

static int
run(const struct arguments *args)
{
	struct tracker_options tracker = { .over = is_stream(args) ? print_over : NULL };
	struct flowing f = { 0 };

	if (arguments_has(args, "--json")) {
		tracker.note = note_line;
		tracker.print = print_line;
		f.notes = flow_notes_new(args->arena);
	}
	return gather_each(args, &tracker, look, &f);
}

static const struct option options[] = {
	OPTION_JSON,
	{ .name = "--sort", .value = ORDERS, .help = "order; else by the first packet" },
	{ .name = "--top", .value = "N", .help = "only the first N of that order" },
	OPTION_OUTPUT,
	OPTION_COLOR,
	OPTION_WIDTH,
	OPTION_MAX_MEMORY,
	OPTION_THREADS,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_flows = {
	.name = "flows",
	.summary = "list the connections, what each carried and waited for",
	.usage = "crux flows [--json] [--sort ORDER] [--top N] FILE...",
	.help = "One connection a line, and under it what is notable: how it opened, its round "
		"trip, what was sent again, what most of its time went to, how it ended. Sent "
		"and received are the client's, each byte counted once.\n\n"
		"--json prints one object a line, with all counters of both directions and the "
		"ledger: every nanosecond of the connection charged to one account.\n\n"
		"Without --sort and --top a connection is printed as soon as it is over (text: "
		"after the first 500, which are in order), so that memory follows the "
		"connections that are open at a time.",
	.operand = "FILE",
	.options = options,
	.run = run,
};
