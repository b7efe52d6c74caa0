/*
 * lint: paths in source code that leave connections open, and their kin
 */
#include "commands/gather.h"

static int
run(const struct arguments *args)
{
	static const struct tracker_options tracker = { 0 };
	const char *const *paths;
	struct sources *sources;
	struct gathering g;
	struct output o;
	int status;
	size_t n;

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
		gather_read(&g, &sources[i]);
	for (size_t i = 0; i < g.cs.code.n; i++) {
		const struct code_input *in = &g.cs.code.v[i];
		for (size_t k = 0; k < in->report->findings.n; k++) {
			const struct code_finding *f = &in->report->findings.v[k];

			out_printf(&o.out, "%s:%u: %.2f " STR_F " [%s]\n",
				   g.cs.inputs.v[in->at.input].path, f->line, f->confidence,
				   STR_A(f->message), f->id);
			for (size_t s = 0; s < f->steps; s++)
				out_printf(&o.out, "    %u: " STR_F "\n", f->path[s].line,
					   STR_A(f->path[s].text));
		}
	}
	gather_fini(&g);
	return gather_end(&o, EXIT_JUDGED);
}

static const struct option options[] = {
	OPTION_JSON,
	OPTION_OUTPUT,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_lint = {
	.name = "lint",
	.summary = "find the paths in source code that leave connections open",
	.usage = "crux lint [--json] PATH...",
	.help = "Each handle is followed from where it is made, or from where its end is seen, along "
		"every path of the function to where the path leaves; helpers in the same file "
		"are followed too. Told are the paths that leave a connection open.",
	.operand = "PATH",
	.options = options,
	.run = run,
};
