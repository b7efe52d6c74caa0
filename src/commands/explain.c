/*
 * explain: every segment, what it is and why
 */
#include "commands/gather.h"
#include "commands/pairing.h"

/* Endings of more connections than this would bury the table. */
#define ENDINGS_SHOWN 3

struct explaining {
	struct segment_table *table; /* of the input that is read now; NULL: none yet */
	size_t input;		     /* which that is, from 1 */
	int64_t first_ns;	     /* of that input: times count from there */
	uint64_t shown;		     /* segments, of all inputs */
};

static bool
is_wanted(const struct arguments *args, const struct judged *j)
{
	uint64_t connection = arguments_number(args, "--connection", 0);

	if (connection && (!j->conn || j->conn->number != connection))
		return false;
	return j->seg.packet >= arguments_number(args, "--from", 0) &&
	       j->seg.packet <= arguments_number(args, "--to", UINT64_MAX);
}

/* A new input, in a folder, begins a new table with its name above. */
static void
begin_table(struct listing *l, const struct case_input *in)
{
	struct explaining *x = l->ctx;

	if (x->shown)
		out_char(&l->o.out, '\n');
	if (x->shown || l->args->operands.n > 1) {
		text_put(&l->o.out, str_from(in->path));
		out_puts(&l->o.out, "\n\n");
	}
	x->table = segment_table_new(l->args->arena, &l->o.out, l->style, x->first_ns);
}

static void
end_table(struct explaining *x)
{
	if (x->table)
		segment_table_end(x->table);
	x->table = NULL;
}

/* The first segment of an input, wanted or not. */
static void
begin_input(struct explaining *x, size_t input, const struct judged *j)
{
	end_table(x);
	x->input = input;
	x->first_ns = j->seg.known & SEG_HAS_TIME ? j->seg.time_ns : TIME_NONE;
}

/* One segment of the input-th of the case that is read. */
static void
emit(struct listing *l, size_t input, const struct judged *j)
{
	struct explaining *x = l->ctx;
	const struct case_input *in = &l->g->cs.inputs.v[input];

	if (x->input != input + 1)
		begin_input(x, input + 1, j);
	if (!is_wanted(l->args, j))
		return;
	gather_prints(l);
	if (arguments_has(l->args, "--json")) {
		report_segment_json(&l->o.out, in->path, j);
		return;
	}
	if (!x->table)
		begin_table(l, in);
	x->shown++;
	segment_table_row(x->table, j);
}

static void
take(void *ctx, const struct judged *j)
{
	struct listing *l = ctx;

	emit(l, l->g->cs.inputs.n - 1, j);
}

static bool
ending_is_wanted(const struct arguments *args, const struct conn *c)
{
	uint64_t only = arguments_number(args, "--connection", 0);

	return !only || c->number == only;
}

/* Where the connections stand, if the table reaches their end and they are few. */
static void
say_ends(struct listing *l, const struct case_input *in)
{
	size_t n = tracker_count(in->tracker);
	size_t wanted = 0;

	for (size_t i = 0; i < n; i++)
		wanted += ending_is_wanted(l->args, tracker_conn(in->tracker, i));
	if (!wanted || wanted > ENDINGS_SHOWN || arguments_has(l->args, "--to"))
		return;
	out_char(&l->o.out, '\n');
	for (size_t i = 0; i < n; i++) {
		const struct conn *c = tracker_conn(in->tracker, i);

		if (ending_is_wanted(l->args, c))
			report_ends(&l->o.out, predict_conn(&l->g->scratch, c), wanted > 1,
				    l->style);
	}
}

static void
look(struct listing *l)
{
	struct explaining *x = l->ctx;

	x->input = 0; /* the next path begins another */
	if (!x->table)
		return;
	end_table(x);
	for (size_t i = 0; i < l->g->cs.inputs.n; i++)
		if (l->g->cs.inputs.v[i].tracker)
			say_ends(l, &l->g->cs.inputs.v[i]);
}

/* An input is told: where its connections stand. */
static void
done(struct listing *l, size_t input)
{
	struct explaining *x = l->ctx;

	if (!x->table)
		return;
	end_table(x);
	say_ends(l, &l->g->cs.inputs.v[input]);
}

static void
end(struct listing *l, const struct pairs *p)
{
	for (size_t i = 0; i < pairs_summaries(p) && !arguments_has(l->args, "--json"); i++) {
		out_char(&l->o.out, '\n');
		report_pair_text(&l->o.out, pairs_summary(p, i), l->style);
	}
}

static int
run(const struct arguments *args)
{
	static const struct tracker_options tracker = { .segment = take, .lets_go = true };
	static const struct pairing_calls calls = { emit, done, end };
	struct explaining x = { 0 };

	if (pairing_is_possible(args))
		return pairing_run(args, &calls, &x);
	return gather_each(args, &tracker, look, &x);
}

static const struct option options[] = {
	OPTION_JSON,
	{ .name = "--connection",
	  .value = "N",
	  .help = "only this connection, as flows numbers it" },
	{ .name = "--from", .value = "N", .help = "only from this packet on" },
	{ .name = "--to", .value = "N", .help = "only up to this packet" },
	OPTION_OUTPUT,
	OPTION_COLOR,
	OPTION_WIDTH,
	OPTION_MAX_MEMORY,
	OPTION_THREADS,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_explain = {
	.name = "explain",
	.summary = "say of every segment what it is and why",
	.usage = "crux explain [--json] [--connection N] [--from N] [--to N] FILE...",
	.help = "One segment a line, in the order of the capture: its flags as tcpdump writes "
		"them, its numbers with the ones relative to the ISN, and in words what it does "
		"and how that is known. Retransmissions are told apart by what caused them, and "
		"by whether they were needed. The last lines say what each end must do next.\n\n"
		"In a narrow window long words go under their row: a wider terminal or --width 120 "
		"shows all beside each other.",
	.operand = "FILE",
	.options = options,
	.run = run,
};
