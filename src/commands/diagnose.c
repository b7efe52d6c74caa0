/*
 * diagnose: all evidence into one case, one verdict out
 */
#include "commands/gather.h"

static void
print(const struct arguments *args, struct arena *a, struct output *o, const struct diagnosis *d)
{
	const char *id = arguments_value(args, "--why-not");
	const struct why_not *w = id ? why_not(a, d, catalogue_find(id)) : NULL;

	if (arguments_has(args, "--json"))
		report_json(&o->out, d, w);
	else if (w)
		report_why_not_text(&o->out, w, d, gather_style(args, o));
	else if (arguments_has(args, "--markdown"))
		report_markdown(&o->out, d);
	else
		report_text(&o->out, d, gather_style(args, o));
}

/* Returns the exit status; o is closed or abandoned. */
static int
judge(const struct arguments *args, struct gathering *g, struct output *o, bool read_something)
{
	if (!read_something && !arguments_has(args, "--json")) {
		output_abandon(o);
		return EXIT_NOTHING;
	}
	print(args, &g->arena, o, diagnose(&g->arena, &g->cs));
	return gather_end(o, read_something ? EXIT_JUDGED : EXIT_NOTHING);
}

static int
run(const struct arguments *args)
{
	static const struct tracker_options tracker = { .episodes = true };
	const char *id = arguments_value(args, "--why-not");
	const char *const *paths;
	struct sources *sources;
	struct gathering g;
	struct output o;
	bool any = false;
	int status;
	size_t n;

	if (id && !catalogue_find(id))
		return gather_unknown_id(id);
	if (!gather_paths(args, &paths, &n))
		return EXIT_USAGE;
	status = gather_output(args, paths, n, &o);
	if (status != EXIT_JUDGED)
		return status;
	status = gather_open(args, paths, n, &o, &sources);
	if (status != EXIT_JUDGED)
		return status;
	gather_init(&g, args, &tracker);
	g.reading.counts_crowds = true;
	for (size_t i = 0; i < n; i++)
		any |= gather_read(&g, &sources[i]);
	gather_finish(&g);
	status = judge(args, &g, &o, any);
	gather_fini(&g);
	return status;
}

static const struct option options[] = {
	OPTION_JSON,
	{ .name = "--markdown", .help = "write an incident document" },
	{ .name = "--why-not", .value = "ID", .help = "why this is not the verdict" },
	OPTION_LOCAL,
	OPTION_OUTPUT,
	OPTION_COLOR,
	OPTION_WIDTH,
	OPTION_MAX_MEMORY,
	OPTION_THREADS,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_diagnose = {
	.name = "diagnose",
	.summary = "what went wrong, and the one fix (the default)",
	.usage = "crux [diagnose] [--json|--markdown] [--why-not ID] [-o FILE] EVIDENCE...",
	.help = "Evidence is captures (pcap, pcapng, also compressed), tcpdump text, ss, nstat, "
		"netstat, ps, dmesg and more, each in a file or several in one paste; a folder "
		"stands for all files in it, and - for standard input. All of it is taken as "
		"witnesses to one incident.\n\n"
		"The first sentence of the report is the whole answer. Fix names the one change, "
		"Why the evidence with packet and line numbers, Not the tempting wrong answers "
		"and what rules them out. --why-not ID tells of any entry of the catalogue what was "
		"looked for, and what was not found.\n\n"
		"'crux evidence --formats' lists what can be read.",
	.operand = "PATH",
	.options = options,
	.run = run,
};
