/*
 * evidence: what was read, and what could not be
 */
#include "commands/gather.h"

static int
print_formats(const struct arguments *args)
{
	size_t n = reader_count();
	struct kind_words *kinds = arena_new(args->arena, struct kind_words, n);
	struct output o;
	int status = gather_output(args, NULL, 0, &o);

	if (status != EXIT_JUDGED)
		return status;
	for (size_t i = 0; i < n; i++)
		kinds[i] = (struct kind_words){ reader_kind(i), reader_words(i) };
	report_kinds_text(&o.out, kinds, n, gather_style(args, &o));
	return gather_end(&o, EXIT_JUDGED);
}

static int
print(const struct arguments *args, struct gathering *g, struct output *o, bool any)
{
	if (arguments_has(args, "--json"))
		report_inputs_json(&o->out, &g->cs);
	else
		report_inputs_text(&o->out, &g->cs, arguments_has(args, "--unread"),
				   gather_style(args, o));
	return gather_end(o, any ? EXIT_JUDGED : EXIT_NOTHING);
}

static int
run(const struct arguments *args)
{
	static const struct tracker_options tracker = { 0 };
	const char *const *paths;
	struct sources *sources;
	struct gathering g;
	struct output o;
	bool any = false;
	int status;
	size_t n;

	if (arguments_has(args, "--formats"))
		return print_formats(args);
	if (!gather_paths(args, &paths, &n))
		return EXIT_USAGE;
	status = gather_output(args, paths, n, &o);
	if (status != EXIT_JUDGED)
		return status;
	status = gather_open(args, paths, n, &o, &sources);
	if (status != EXIT_JUDGED)
		return status;
	gather_init(&g, args, &tracker);
	for (size_t i = 0; i < n; i++)
		any |= gather_read(&g, &sources[i]);
	gather_finish(&g);
	status = print(args, &g, &o, any);
	gather_fini(&g);
	return status;
}

static const struct option options[] = {
	OPTION_JSON,
	{ .name = "--unread", .help = "show the lines that nobody could read" },
	{ .name = "--formats", .help = "list the kinds of evidence that are understood" },
	OPTION_LOCAL,
	OPTION_OUTPUT,
	OPTION_COLOR,
	OPTION_WIDTH,
	OPTION_MAX_MEMORY,
	OPTION_THREADS,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_evidence = {
	.name = "evidence",
	.summary = "say what was read of the evidence, and what was not",
	.usage = "crux evidence [--json] [--unread] [--local ADDRESS] PATH... | --formats",
	.help = "One entry an input: its kind, how many records it held, its host and times where "
		"they are told, whose view it is thought to be and why, and what went wrong in "
		"reading it. --local says whose it is. A line that nobody could "
		"read is counted, never fatal; --unread shows such lines with their numbers.",
	.operand = "PATH",
	.options = options,
	.run = run,
};
