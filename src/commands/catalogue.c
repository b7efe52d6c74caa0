/*
 * catalogue: every incident that a diagnosis may name
 */
#include "commands/gather.h"

static int
run(const struct arguments *args)
{
	const char *id = args->operands.n ? args->operands.v[0] : NULL;
	const struct catalogue_entry *e = id ? catalogue_find(id) : NULL;
	struct output o;
	int status;

	if (id && !e)
		return gather_unknown_id(id);
	status = gather_output(args, NULL, 0, &o);
	if (status != EXIT_JUDGED)
		return status;
	if (arguments_has(args, "--json"))
		report_catalogue_json(&o.out, e);
	else if (arguments_has(args, "--markdown"))
		report_catalogue_markdown(&o.out);
	else if (e)
		report_entry_text(&o.out, e, gather_style(args, &o));
	else
		report_catalogue_text(&o.out, gather_style(args, &o));
	return gather_end(&o, EXIT_JUDGED);
}

static const struct option options[] = {
	OPTION_JSON,   { .name = "--markdown", .help = "print the whole as a document" },
	OPTION_OUTPUT, OPTION_COLOR,
	OPTION_WIDTH,  { 0 },
};

const struct command command_catalogue = {
	.name = "catalogue",
	.summary = "list the incidents that are known, or explain one",
	.usage = "crux catalogue [--json|--markdown] [ID]",
	.help = "Without a word it lists every incident that a diagnosis may name. With an id it "
		"says what happens, the first fix, what tells it in each kind of evidence, what "
		"it is taken for by mistake, and where it is written down.",
	.operand = "ID",
	.options = options,
	.run = run,
};
