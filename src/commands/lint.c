/*
 * lint: paths in source code that leave connections open, and their kin
 */
#include <stdio.h>

#include "commands/gather.h"
#include "config.h"

/* A baseline is a line a finding; more is no baseline. */
#define BASELINE_MAX_BYTES ((size_t)16 << 20)

struct lint {
	struct gathering g;
	VEC(struct lint_row) rows;
	struct map known; /* fingerprint -> how often it is in the baseline */
};

/* FNV-1a: the same on every machine and in every version. */
static uint64_t
mix(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)s.p[i]) * 0x100000001b3;
	return (h ^ 0xff) * 0x100000001b3;
}

static struct str
line_of(struct str text, uint32_t line)
{
	struct str s = { NULL, 0 };

	while (line-- && str_line(&text, &s))
		;
	return str_trim(s);
}

/* What it is and where, in words: a line that moves keeps its print. */
static void
print_of(struct lint_row *r)
{
	uint64_t h = mix(0xcbf29ce484222325, str_from(r->found->id));

	h = mix(h, r->found->function);
	h = mix(h, r->found->handle);
	h = mix(h, line_of(r->in->text, r->found->line));
	snprintf(r->print, sizeof r->print, "%016llx", (unsigned long long)h);
}

static bool
is_known(struct lint *l, const struct lint_row *r)
{
	uintptr_t left = (uintptr_t)map_get(&l->known, str_from(r->print));

	if (!left)
		return false;
	*map_put(&l->known, str_from(r->print)) = (void *)(left - 1);
	return true;
}

static void
take_rows(struct lint *l, const struct arguments *args)
{
	const struct crux_case *cs = &l->g.cs;

	for (size_t i = 0; i < cs->code.n; i++) {
		const struct code_input *in = &cs->code.v[i];

		for (size_t k = 0; k < in->report->findings.n; k++) {
			struct lint_row r = { .path = cs->inputs.v[in->at.input].path,
					      .in = in,
					      .found = &in->report->findings.v[k] };

			if (r.found->suppressed ||
			    (r.found->confidence < CODE_SURE && !arguments_has(args, "--all")))
				continue;
			print_of(&r);
			if (!is_known(l, &r))
				vec_push(&l->g.arena, &l->rows, r);
		}
	}
}

/* The first word of each line; what is behind it is for people. */
static void
read_baseline(struct lint *l, struct input *in)
{
	struct str rest, line, word;
	struct err e;
	bool cut;

	map_init(&l->known, &l->g.arena);
	if (!in || !input_start(in, &e))
		return;
	rest = input_rest(in, BASELINE_MAX_BYTES, &cut);
	while (str_line(&rest, &line))
		if (str_word(&line, &word) && word.p[0] != '#') {
			void **slot = map_put(&l->known, word);

			*slot = (void *)((uintptr_t)*slot + 1);
		}
}

static void
write_baseline(const struct lint *l, struct out *o)
{
	for (size_t i = 0; i < l->rows.n; i++) {
		const struct lint_row *r = &l->rows.v[i];

		out_printf(o, "%s %s ", r->print, r->found->id);
		text_put(o, str_from(r->path));
		out_char(o, ' ');
		text_put(o, r->found->function);
		out_char(o, '\n');
	}
}

static void
print(struct lint *l, const struct arguments *args, struct output *o)
{
	if (arguments_has(args, "--write-baseline"))
		write_baseline(l, &o->out);
	else if (arguments_has(args, "--sarif"))
		report_lint_sarif(&o->out, l->rows.v, l->rows.n, CRUX_VERSION);
	else if (arguments_has(args, "--json"))
		report_lint_json(&o->out, &l->g.cs, l->rows.v, l->rows.n);
	else
		report_lint_text(&o->out, l->rows.v, l->rows.n, gather_style(args, o));
}

/* Said on standard error: there was nothing to judge. */
static int
nothing(struct lint *l)
{
	if (!code_is_built_in())
		fputs("crux: this build reads no source code: no tree-sitter, or no grammars\n",
		      stderr);
	else
		fputs("crux: no source code in what was given\n", stderr);
	gather_complain(&l->g, 0);
	return EXIT_USAGE;
}

static int
judge(struct lint *l, const struct arguments *args, struct output *o)
{
	int status;

	take_rows(l, args);
	if (!l->g.cs.code.n || !code_is_built_in()) {
		status = nothing(l);
		if (!arguments_has(args, "--json")) {
			output_abandon(o);
			return status;
		}
		print(l, args, o);
		return gather_end(o, status);
	}
	print(l, args, o);
	status = l->rows.n && !arguments_has(args, "--write-baseline") ? EXIT_NOTHING : EXIT_JUDGED;
	return gather_end(o, status);
}

static int
run(const struct arguments *args)
{
	static const struct tracker_options tracker = { 0 };
	const char *baseline = arguments_value(args, "--baseline");
	struct input *known = NULL;
	const char *const *paths;
	struct sources *sources;
	struct lint l = { 0 };
	struct output o;
	struct err e;
	int status;
	size_t n;

	if (!gather_paths(args, &paths, &n))
		return EXIT_USAGE;
	if (baseline && !(known = input_claim(baseline, &e))) {
		fprintf(stderr, "crux: %s\n", e.text);
		return EXIT_USAGE;
	}
	status = gather_output(args, paths, n, &o);
	if (status == EXIT_JUDGED)
		status = gather_open(args, paths, n, &o, &sources);
	if (status != EXIT_JUDGED) {
		if (known)
			input_close(known);
		return status;
	}
	gather_init(&l.g, args, &tracker);
	read_baseline(&l, known);
	for (size_t i = 0; i < n; i++)
		gather_read(&l.g, &sources[i]);
	status = judge(&l, args, &o);
	gather_fini(&l.g);
	if (known)
		input_close(known);
	return status;
}

static const struct option options[] = {
	OPTION_JSON,
	{ .name = "--sarif", .help = "print SARIF 2.1.0 for code hosts" },
	{ .name = "--all", .help = "also what is advice: true, and seldom what is wrong" },
	{ .name = "--baseline", .value = "FILE", .help = "leave out the findings listed in FILE" },
	{ .name = "--write-baseline", .help = "print such a list of what is found now" },
	OPTION_OUTPUT,
	OPTION_COLOR,
	OPTION_NO_SANDBOX,
	{ 0 },
};

const struct command command_lint = {
	.name = "lint",
	.summary = "find the paths in source code that leave connections open",
	.usage = "crux lint [--json|--sarif] [--all] [--baseline FILE] PATH...",
	.help = "C, C++, Go, Python, Java, JavaScript, TypeScript and Rust, whole or a fragment. "
		"Each handle is followed from where it is made, or from where its end is seen, "
		"along every path of the function to where the path leaves; helpers in the same "
		"file are followed too. Told are the paths that leave a connection open, and "
		"options and habits that make the other incidents of the catalogue.\n\n"
		"One line a finding, as compilers have it, then its path as notes, then what to "
		"change; where it is certain, as a diff that patch(1) takes.\n\n"
		"A comment 'crux: ignore', or 'crux: ignore ID', on the line or above it silences a "
		"finding.\n\n"
		"The exit status is 1 when something is found, 0 when nothing is, and 2 when there "
		"was no source code.",
	.operand = "PATH",
	.options = options,
	.run = run,
};
