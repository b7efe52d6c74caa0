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

static struct flow_list
flows_of(struct listing *l, const struct case_input *in)
{
	size_t n = tracker_count(in->tracker);
	const struct conn **v = arena_new(&l->g->arena, const struct conn *, n);

	for (size_t i = 0; i < n; i++)
		v[i] = tracker_conn(in->tracker, i);
	sort(v, n, arguments_value(l->args, "--sort"));
	return (struct flow_list){
		.input = in->path,
		.v = v,
		.n = MIN(n, arguments_number(l->args, "--top", n)),
		.all = n,
	};
}

/* Programs that want them in no order get each as soon as it is over. */
static bool
is_stream(const struct arguments *args)
{
	return arguments_has(args, "--json") && !arguments_has(args, "--sort") &&
	       !arguments_has(args, "--top");
}

static void
print_over(void *ctx, const struct conn *c)
{
	struct listing *l = ctx;
	const struct crux_case *cs = &l->g->cs;

	report_flow_json(&l->o.out, cs->inputs.v[cs->inputs.n - 1].path, c);
}

static void
print(struct listing *l, const struct flow_list *list)
{
	bool *begun = l->ctx;

	if (arguments_has(l->args, "--json")) {
		for (size_t i = 0; i < list->n; i++)
			report_flow_json(&l->o.out, list->input, list->v[i]);
		return;
	}
	if (*begun)
		out_char(&l->o.out, '\n');
	*begun = true;
	report_flows_text(&l->o.out, list, l->style);
}

static void
look(struct listing *l)
{
	for (size_t i = 0; i < l->g->cs.inputs.n && !is_stream(l->args); i++) {
		const struct case_input *in = case_input(&l->g->cs, (uint32_t)i);
		struct flow_list list;

		if (!in->tracker)
			continue;
		list = flows_of(l, in);
		print(l, &list);
	}
}

static int
run(const struct arguments *args)
{
	struct tracker_options tracker = { .over = is_stream(args) ? print_over : NULL };
	bool begun = false;

	return gather_each(args, &tracker, look, &begun);
}

static const struct option options[] = {
	OPTION_JSON,
	{ .name = "--sort", .value = ORDERS, .help = "order; else by the first packet" },
	{ .name = "--top", .value = "N", .help = "only the first N of that order" },
	OPTION_OUTPUT,
	OPTION_COLOR,
	OPTION_WIDTH,
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
		"ledger: every nanosecond of the connection charged to one account. Without "
		"--sort and --top each is printed as soon as it is over, so that memory follows "
		"the connections that are open at a time.",
	.operand = "FILE",
	.options = options,
	.run = run,
};
