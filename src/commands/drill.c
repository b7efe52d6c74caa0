/*
 * drill: practice, on built-in traces or on evidence of one's own
 */
#include "drill/drill.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "commands/gather.h"

static int64_t
now_ns(void *ctx)
{
	struct timespec ts;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static unsigned
terminal_rows(int fd)
{
	struct winsize ws;

	return ioctl(fd, TIOCGWINSZ, &ws) ? 0 : ws.ws_row;
}

/* Answers come from standard input, unless the evidence did. */
static int
answers_fd(const struct arguments *args)
{
	for (size_t i = 0; i < args->operands.n; i++)
		if (!strcmp(args->operands.v[i], "-"))
			return open("/dev/tty", O_RDONLY | O_CLOEXEC);
	return STDIN_FILENO;
}

static int
play(const struct arguments *args, const struct drill_round *round, struct output *o)
{
	struct drill_player player = {
		.arena = args->arena,
		.out = &o->out,
		.style = gather_style(args, o),
		.in_fd = answers_fd(args),
		.rows = terminal_rows(o->fd),
		.now_ns = now_ns,
	};

	if (player.in_fd < 0) {
		fputs("crux: the evidence came from standard input, and there is no terminal for "
		      "the answers\n",
		      stderr);
		output_abandon(o);
		return EXIT_USAGE;
	}
	player.terminal = isatty(player.in_fd) && isatty(o->fd);
	drill_play(round, &player);
	return gather_end(o, EXIT_JUDGED);
}

static int
ask(const struct arguments *args, const struct drill_round *round)
{
	struct output o;
	struct err e;

	if (!round->questions.n) {
		fputs("crux: this evidence makes no question; 'crux drill --list' tells what can be "
		      "asked\n",
		      stderr);
		return EXIT_NOTHING;
	}
	if (!output_open(&o, args->arena, NULL, &e)) {
		fprintf(stderr, "crux: %s\n", e.text);
		return EXIT_NOTHING;
	}
	if (!arguments_has(args, "--json"))
		return play(args, round, &o);
	drill_json(&o.out, round);
	return gather_end(&o, EXIT_JUDGED);
}

static int
ask_of_evidence(const struct arguments *args, uint64_t seed)
{
	struct gathering g;
	struct drill_packets *packets = drill_packets_new(args->arena);
	struct tracker_options tracker = { .episodes = true,
					   .segment = drill_packet,
					   .ctx = packets };
	bool any = false;
	int status = EXIT_NOTHING;

	gather_init(&g, &tracker);
	for (size_t i = 0; i < args->operands.n; i++)
		any |= gather_path(&g, args->operands.v[i]);
	gather_finish(&g);
	if (any)
		status = ask(args, drill_from(&g.arena, &g.cs, packets, seed));
	gather_fini(&g);
	return status;
}

static int
list(const struct arguments *args)
{
	struct output o;
	struct err e;

	if (!output_open(&o, args->arena, NULL, &e)) {
		fprintf(stderr, "crux: %s\n", e.text);
		return EXIT_NOTHING;
	}
	if (arguments_has(args, "--json"))
		drill_list_json(&o.out);
	else
		drill_list(&o.out, gather_style(args, &o));
	return gather_end(&o, EXIT_JUDGED);
}

static int
run(const struct arguments *args)
{
	uint64_t seed = arguments_number(args, "--seed", DRILL_SEED_OF_EVIDENCE);

	if (arguments_has(args, "--list"))
		return list(args);
	if (args->operands.n)
		return ask_of_evidence(args, seed);
	return ask(args, drill_built_in(args->arena, seed));
}

static const struct option options[] = {
	{ .name = "--seed", .value = "N", .help = "another order of the options" },
	{ .name = "--list", .help = "list what is asked, and the wrong models behind the options" },
	OPTION_JSON,
	OPTION_COLOR,
	OPTION_WIDTH,
	{ 0 },
};

const struct command command_drill = {
	.name = "drill",
	.summary = "practise on real traces, with answers to wrong answers",
	.usage = "crux drill [--seed N] [--json] [FILE...] | --list",
	.help = "Without a file: five traces at a senior level, about fourteen minutes. With files: "
		"the questions that their evidence allows.\n\n"
		"Every wrong option comes from a wrong model of TCP, run on that very evidence; "
		"whoever picks it is told what tempts, what refutes it there, and the rule. An "
		"answer is a letter, ? asks for a hint, q leaves. --json prints the round with its "
		"answers instead of asking.",
	.operand = "FILE",
	.options = options,
	.run = run,
};
