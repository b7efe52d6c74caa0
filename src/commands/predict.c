/*
 * predict: what each end may send next, and which timers run
 */
#include "commands/gather.h"

/* Predictions for more connections than this are for programs. */
#define CONNECTIONS_SHOWN 5

static void
print(struct listing *l, const struct case_input *in, const struct conn *c)
{
	bool *begun = l->ctx;
	struct arena_mark mark = arena_mark(&l->g->scratch);
	const struct prediction *p = predict_conn(&l->g->scratch, c);

	if (arguments_has(l->args, "--json")) {
		report_prediction_json(&l->o.out, in->path, p);
	} else {
		if (*begun)
			out_char(&l->o.out, '\n');
		*begun = true;
		report_prediction_text(&l->o.out, in->path, p, l->style);
	}
	arena_reset(&l->g->scratch, mark);
}

static void
print_input(struct listing *l, const struct case_input *in)
{
	uint64_t only = arguments_number(l->args, "--connection", 0);
	bool all = arguments_has(l->args, "--json") || only;
	size_t n = tracker_count(in->tracker);
	size_t shown = all ? n : MIN(n, (size_t)CONNECTIONS_SHOWN);

	for (size_t i = 0; i < shown; i++) {
		const struct conn *c = tracker_conn(in->tracker, i);

		if (!only || c->number == only)
			print(l, in, c);
	}
	if (shown < n)
		out_printf(&l->o.out,
			   "\n%zu more connections: --connection N picks one, --json prints all.\n",
			   n - shown);
}

static void
look(struct listing *l)
{
	for (size_t i = 0; i < l->g->cs.inputs.n; i++)
		if (l->g->cs.inputs.v[i].tracker)
			print_input(l, &l->g->cs.inputs.v[i]);
}

static int
run(const struct arguments *args)
{
	struct tracker_options tracker = { .until_packet = arguments_number(args, "--at", 0) };
	bool begun = false;

	return gather_each(args, &tracker, look, &begun);
}

static const struct option options[] = {
	OPTION_JSON,
	{ .name = "--at", .value = "N", .help = "stand after packet N, and know nothing later" },
	{ .name = "--connection",
	  .value = "N",
	  .help = "only this connection, as flows numbers it" },
	OPTION_OUTPUT,
	OPTION_COLOR,
	OPTION_WIDTH,
	OPTION_MAX_MEMORY,
	OPTION_THREADS,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_predict = {
	.name = "predict",
	.summary = "what each end sends next, and when its timers fire",
	.usage = "crux predict [--json] [--at N] [--connection N] FILE...",
	.help = "From where the trace ends, or stands after packet N: the segments that each end "
		"may send next with their numbers and the arithmetic, and the timers that run "
		"with the time at which they fire and the rule that says so.",
	.operand = "FILE",
	.options = options,
	.run = run,
};
