/*
 * drill: practice with the built-in traces, or with evidence of one's own
 */
#include "drill/drill.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "commands/gather.h"

static int64_t
clock_ns(void *ctx)
{
	struct timespec t;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

static unsigned
terminal_rows(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ? 0 : size.ws_row;
}

static int
play(const struct arguments *args, const struct drill_round *r, struct output *o)
{
	struct drill_player p = {
		.arena = args->arena,
		.out = &o->out,
		.style = gather_style(args, o),
		.in_fd = STDIN_FILENO,
		.terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
		.rows = terminal_rows(),
		.now_ns = clock_ns,
	};

	drill_play(r, &p);
	return EXIT_JUDGED;
}

static int
say_nothing_fits(void)
{
	fputs("crux: drill: no question fits this evidence; 'crux drill --list' says what each "
	      "needs\n",
	      stderr);
	return EXIT_NOTHING;
}

static int
use(const struct arguments *args, const struct drill_round *r, struct output *o)
{
	if (!r->questions.n)
		return say_nothing_fits();
	if (!arguments_has(args, "--json"))
		return play(args, r, o);
	drill_json(&o->out, r);
	return EXIT_JUDGED;
}

static int
run_files(const struct arguments *args, struct output *o)
{
	struct drill_packets *packets = drill_packets_new(args->arena);
	struct tracker_options tracker = { .episodes = true, .segment = drill_packet };
	struct sources *sources;
	struct gathering g;
	bool any = false;
	int status;

	tracker.ctx = packets;
	status = gather_open(args, args->operands.v, args->operands.n, o, &sources);
	if (status != EXIT_JUDGED)
		return status;
	gather_init(&g, args, &tracker);
	for (size_t i = 0; i < args->operands.n; i++)
		any |= gather_read(&g, &sources[i]);
	gather_finish(&g);
	status = !any ? EXIT_NOTHING
		      : use(args,
			    drill_from(args->arena, &g.cs, packets,
				       arguments_number(args, "--seed", DRILL_SEED_OF_EVIDENCE)),
			    o);
	gather_fini(&g);
	return status;
}

static int
run_built_in(const struct arguments *args, struct output *o)
{
	uint64_t seed = arguments_number(args, "--seed", DRILL_SEED_OF_EVIDENCE);

	return use(args, drill_built_in(args->arena, seed), o);
}

static int
list(const struct arguments *args, struct output *o)
{
	if (arguments_has(args, "--json"))
		drill_list_json(&o->out);
	else
		drill_list(&o->out, gather_style(args, o));
	return EXIT_JUDGED;
}

/* Answers come from standard input, so evidence cannot. */
static bool
reads_standard_input(const struct arguments *args)
{
	for (size_t i = 0; i < args->operands.n; i++)
		if (!strcmp(args->operands.v[i], "-"))
			return true;
	return false;
}

static int
run(const struct arguments *args)
{
	struct output o;
	struct err e;
	int status;

	if (reads_standard_input(args) && !arguments_has(args, "--json")) {
		fputs("crux: drill: standard input is for answers; put the evidence into a file\n",
		      stderr);
		return EXIT_USAGE;
	}
	if (!output_open(&o, args->arena, NULL, &e)) {
		fprintf(stderr, "crux: %s\n", e.text);
		return EXIT_NOTHING;
	}
	if (arguments_has(args, "--list"))
		status = list(args, &o);
	else if (args->operands.n)
		status = run_files(args, &o);
	else
		status = run_built_in(args, &o);
	return gather_end(&o, status);
}

static const struct option options[] = {
	{ .name = "--seed",
	  .value = "N",
	  .help = "order of the options; without it the evidence decides" },
	{ .name = "--list", .help = "list the kinds of questions and the misconceptions" },
	OPTION_JSON,
	OPTION_COLOR,
	OPTION_WIDTH,
	OPTION_MAX_MEMORY,
	OPTION_THREADS,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_drill = {
	.name = "drill",
	.summary = "practise: questions over traces, and why a wrong answer is wrong",
	.usage = "crux drill [--seed N] [--json] [FILE...] | --list",
	.help = "Without FILE: the senior round, five built-in traces in 14 minutes. With FILE: the "
		"questions that this evidence allows, with its own numbers.\n\n"
		"Each wrong option is what a wrong model of TCP makes of the same evidence. Who "
		"chooses one reads what tempts, what in the evidence refutes it, and the rule. "
		"After each answer you say how sure you are; the recap tells where you were sure "
		"and wrong.\n\n"
		"Answers are read from standard input, a line each: a letter, then 1 to 3. '?' "
		"gives a hint, 'q' leaves. --json prints the questions with their answers "
		"instead of asking.",
	.operand = "FILE",
	.options = options,
	.run = run,
};
