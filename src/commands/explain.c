/*
 * explain: every segment, what it is and why
 */
#include "commands/gather.h"

/* Endings of more connections than this would bury the table. */
#define ENDINGS_SHOWN 3

struct explaining {
	struct segment_table *table; /* of the input that is read now; NULL: none yet */
	size_t input;		     /* which that is */
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

	if (x->table)
		segment_table_end(x->table);
	if (x->shown)
		out_char(&l->o.out, '\n');
	if (x->shown || l->args->operands.n > 1) {
		text_put(&l->o.out, str_from(in->path));
		out_puts(&l->o.out, "\n\n");
	}
	x->table = segment_table_new(l->args->arena, &l->o.out, l->style);
	x->input = l->g->cs.inputs.n;
}

static void
take(void *ctx, const struct judged *j)
{
	struct listing *l = ctx;
	struct explaining *x = l->ctx;
	size_t n = l->g->cs.inputs.n;
	const struct case_input *in = &l->g->cs.inputs.v[n - 1];

	if (!is_wanted(l->args, j))
		return;
	if (arguments_has(l->args, "--json")) {
		report_segment_json(&l->o.out, in->path, j);
		return;
	}
	if (!x->table || x->input != n)
		begin_table(l, in);
	x->shown++;
	segment_table_row(x->table, j);
}

static void
say_end(struct listing *l, const struct conn *c, bool name_it)
{
	struct prediction *p = predict_conn(&l->g->scratch, c);

	if (name_it)
		out_printf(&l->o.out, "connection %u: ", c->number);
	report_ends(&l->o.out, p, l->style);
}

static void
say_ends(struct listing *l, const struct case_input *in)
{
	uint64_t only = arguments_number(l->args, "--connection", 0);
	size_t n = tracker_count(in->tracker);

	if (arguments_has(l->args, "--to") || (n > ENDINGS_SHOWN && !only))
		return;
	for (size_t i = 0; i < n; i++) {
		const struct conn *c = tracker_conn(in->tracker, i);

		if (!only || c->number == only)
			say_end(l, c, n > 1 && !only);
	}
}

static void
look(struct listing *l)
{
	struct explaining *x = l->ctx;

	if (!x->table)
		return;
	segment_table_end(x->table);
	x->table = NULL;
	out_char(&l->o.out, '\n');
	for (size_t i = 0; i < l->g->cs.inputs.n; i++)
		if (l->g->cs.inputs.v[i].tracker)
			say_ends(l, &l->g->cs.inputs.v[i]);
}

static int
run(const struct arguments *args)
{
	static const struct tracker_options tracker = { .segment = take };
	struct explaining x = { 0 };

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
		"Where the window is narrow the numbers are relative only, or the words go under "
		"each row: a wider terminal or --width 120 shows all.",
	.operand = "FILE",
	.options = options,
	.run = run,
};
