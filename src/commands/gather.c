/*
 * gather.c - paths to a case, and what went wrong on the way in words
 */
#include "commands/gather.h"

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

/* Evidence is hostile: half of the machine is enough, and the rest is not ours. */
static size_t
memory_limit_bytes(void)
{
	long pages = sysconf(_SC_PHYS_PAGES);
	long page_bytes = sysconf(_SC_PAGESIZE);

	return pages > 0 && page_bytes > 0 ? (size_t)pages / 2 * (size_t)page_bytes : 0;
}

/* A million connections, or ten million half-open ones; --max-memory says otherwise. */
#define MAX_MEMORY ((uint64_t)1 << 30)

static unsigned
processors(void)
{
	cpu_set_t ours;

	return sched_getaffinity(0, sizeof ours, &ours) ? 1 : (unsigned)CPU_COUNT(&ours);
}

/* With one processor the two would only take turns. */
enum reading_ahead
gather_threads(const struct arguments *args)
{
	switch (arguments_number(args, "--threads", 0)) {
	case 1:
		return AHEAD_NEVER;
	case 2:
	case 3:
	case 4:
		return AHEAD_ALWAYS;
	}
	return processors() < 2 ? AHEAD_NEVER : AHEAD_WHERE_WORTH;
}

/*
 * One thread at a time reads the file and one writes, a fifth of the work and a tenth:
 * more than four would wait for these.
 */
#define THREADS_MAX 4

static unsigned
threads_of(const struct arguments *args)
{
	return (unsigned)arguments_number(args, "--threads", MIN(processors(), THREADS_MAX));
}

/* --local, each time that it was given; its value was checked. */
static void
tell_locals(struct crux_case *cs, const struct arguments *args)
{
	for (size_t i = 0; i < args->given.n; i++)
		if (!strcmp(args->given.v[i].option->name, "--local"))
			case_tell_local(cs, str_from(args->given.v[i].value));
}

void
gather_init(struct gathering *g, const struct arguments *args, const struct tracker_options *opt)
{
	*g = (struct gathering){ 0 };
	arena_init(&g->arena, "the case", memory_limit_bytes());
	arena_init(&g->scratch, "the input", memory_limit_bytes());
	case_init(&g->cs, &g->arena);
	tell_locals(&g->cs, args);
	progress_start(&g->progress);
	g->reading = (struct reading){
		.arena = &g->arena,
		.scratch = &g->scratch,
		.cs = &g->cs,
		.tracker = *opt,
		.ahead = gather_threads(args),
		.threads = threads_of(args),
		.max_bytes =
			(size_t)MIN(arguments_bytes(args, "--max-memory", MAX_MEMORY), SIZE_MAX),
		.progress = progress_tell,
		.progress_ctx = &g->progress,
	};
}

void
gather_fini(struct gathering *g)
{
	arena_fini(&g->scratch);
	arena_fini(&g->arena);
}

bool
gather_read(struct gathering *g, struct sources *s)
{
	bool any = false;

	for (size_t i = 0; i < s->n; i++)
		if (!s->v[i].is_piece)
			any |= read_source(&g->reading, &s->v[i]);
	return any;
}

/* For people, on standard error, with what a file name may hide made safe. */
static void
complain(const char *path, uint64_t line, const char *message)
{
	struct out o;

	out_init_memory(&o);
	out_puts(&o, "crux: ");
	text_put(&o, input_name_words(path));
	if (line)
		out_printf(&o, ":%llu", (unsigned long long)line);
	out_puts(&o, ": ");
	text_put(&o, str_from(message));
	out_char(&o, '\n');
	fwrite(o.buf, 1, o.n, stderr);
	out_fini(&o);
}

static void
complain_of(const struct case_input *in)
{
	if (in->skipped)
		return;
	for (size_t i = 0; i < in->problems.n; i++)
		complain(in->path, in->problems.v[i].line, in->problems.v[i].message);
	/* Read to its end, and nothing found: then it is of another kind. */
	if (!in->readable && in->lines)
		fputs("      'crux evidence --formats' lists what is understood\n", stderr);
}

void
gather_complain(struct gathering *g, size_t first)
{
	progress_clear(&g->progress);
	for (size_t i = first; i < g->cs.inputs.n; i++)
		complain_of(&g->cs.inputs.v[i]);
}

void
gather_finish(struct gathering *g)
{
	case_finish(&g->cs);
	gather_complain(g, 0);
}

static bool
has_packets(const struct gathering *g)
{
	for (size_t i = 0; i < g->cs.inputs.n; i++)
		if (g->cs.inputs.v[i].tracker || g->cs.inputs.v[i].stream)
			return true;
	return false;
}

void
gather_say_no_packets(const struct gathering *g, size_t first)
{
	for (size_t i = first; i < g->cs.inputs.n; i++) {
		const struct case_input *in = &g->cs.inputs.v[i];

		if (in->readable && !in->skipped)
			complain(in->path, 0, "no packets in it");
	}
}

bool
gather_paths(const struct arguments *args, const char *const **ret_paths, size_t *ret_n)
{
	static const char *const standard_input[] = { "-" };

	if (args->operands.n) {
		*ret_paths = args->operands.v;
		*ret_n = args->operands.n;
		return true;
	}
	if (isatty(STDIN_FILENO)) {
		fprintf(stderr,
			"crux: %s needs evidence: files, a folder, or - and a paste; "
			"'crux help %s' tells more\n",
			args->command->name, args->command->name);
		return false;
	}
	*ret_paths = standard_input;
	*ret_n = 1;
	return true;
}

static void
say_would_replace(const char *path)
{
	complain(path, 0, "is evidence, and -o would replace it");
}

int
gather_output(const struct arguments *args, const char *const *paths, size_t n, struct output *ret)
{
	struct err e;

	if (!output_open(ret, args->arena, arguments_value(args, "--output"), &e)) {
		fprintf(stderr, "crux: %s\n", e.text);
		return EXIT_NOTHING;
	}
	for (size_t i = 0; i < n; i++) {
		if (output_replaces(ret, paths[i])) {
			say_would_replace(paths[i]);
			output_abandon(ret);
			return EXIT_USAGE;
		}
	}
	return EXIT_JUDGED;
}

static bool
would_replace_one_of(const struct output *o, const struct sources *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].in && output_replaces_input(o, s->v[i].in)) {
			say_would_replace(s->v[i].path);
			return true;
		}
	}
	return false;
}

/* Open, lock, read: this is the lock. */
static bool
lock(const struct arguments *args, struct output *o)
{
	struct err e;

	if (arguments_has(args, "--no-sandbox")) {
		fputs("crux: running without the sandbox\n", stderr);
		return true;
	}
	if (!sandbox_is_built_in())
		return true;
	if (output_detach(o, &e) && sandbox_lock(SANDBOX_ALL, &e))
		return true;
	fprintf(stderr, "crux: cannot lock the sandbox: %s; --no-sandbox does without\n", e.text);
	return false;
}

static void
close_all(struct sources *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sources_close(&s[i]);
}

int
gather_open(const struct arguments *args, const char *const *paths, size_t n, struct output *o,
	    struct sources **ret_sources)
{
	struct sources *s = arena_new(args->arena, struct sources, n);
	int status = EXIT_JUDGED;

	for (size_t i = 0; i < n; i++) {
		sources_open(&s[i], args->arena, paths[i]);
		if (would_replace_one_of(o, &s[i]))
			status = EXIT_USAGE;
	}
	if (status == EXIT_JUDGED && !lock(args, o))
		status = EXIT_NOTHING;
	if (status == EXIT_JUDGED) {
		pieces_line_up(s, n, args->arena);
		*ret_sources = s;
	} else {
		close_all(s, n);
		output_abandon(o);
	}
	return status;
}

struct style
gather_style(const struct arguments *args, const struct output *o)
{
	const char *wish = arguments_value(args, "--color");
	enum colour_wish colour = COLOUR_AUTO;

	if (wish && !strcmp(wish, "always"))
		colour = COLOUR_ALWAYS;
	else if (wish && !strcmp(wish, "never"))
		colour = COLOUR_NEVER;
	return style_of(o->fd, colour,
			(unsigned)MIN(arguments_number(args, "--width", 0), WIDTH_MAX));
}

int
gather_end(struct output *o, int status)
{
	struct err e;

	if (output_close(o, &e))
		return status;
	fprintf(stderr, "crux: %s\n", e.text);
	return EXIT_NOTHING;
}

void
gather_prints(struct listing *l)
{
	struct progress *p = &l->g->progress;

	if (!l->to_terminal || !p->possible)
		return;
	progress_clear(p);
	p->possible = false;
}

/* All of it was read with what stands elsewhere. */
static bool
is_only_pieces(const struct sources *s)
{
	size_t pieces = 0;

	for (size_t i = 0; i < s->n; i++)
		pieces += s->v[i].is_piece;
	return s->n && pieces == s->n;
}

static bool
list_one(struct listing *l, const struct tracker_options *opt, struct sources *s,
	 void (*look)(struct listing *l))
{
	struct gathering g;
	bool any;

	gather_init(&g, l->args, opt);
	l->g = &g;
	gather_read(&g, s);
	gather_complain(&g, 0);
	any = has_packets(&g);
	if (any)
		look(l);
	else
		gather_say_no_packets(&g, 0);
	gather_fini(&g);
	return any;
}

int
gather_each(const struct arguments *args, const struct tracker_options *opt,
	    void (*look)(struct listing *l), void *ctx)
{
	struct listing l = { .args = args, .ctx = ctx };
	struct tracker_options tracker = *opt;
	struct sources *sources;
	const char *const *paths;
	int status;
	size_t n;

	tracker.ctx = tracker.over_ctx = &l;
	if (!gather_paths(args, &paths, &n))
		return EXIT_USAGE;
	status = gather_output(args, paths, n, &l.o);
	if (status != EXIT_JUDGED)
		return status;
	status = gather_open(args, paths, n, &l.o, &sources);
	if (status != EXIT_JUDGED)
		return status;
	l.style = gather_style(args, &l.o);
	l.to_terminal = isatty(l.o.fd);
	status = EXIT_NOTHING;
	for (size_t i = 0; i < n; i++)
		if (!is_only_pieces(&sources[i]) && list_one(&l, &tracker, &sources[i], look))
			status = EXIT_JUDGED;
	return gather_end(&l.o, status);
}

int
gather_unknown_id(const char *id)
{
	const struct catalogue_entry *e = catalogue_nearest(str_from(id));

	fprintf(stderr, "crux: the catalogue has no '%s'", id);
	if (e)
		fprintf(stderr, ", did you mean '%s'?\n", e->id);
	else
		fputs("; 'crux catalogue' lists it\n", stderr);
	return EXIT_USAGE;
}
