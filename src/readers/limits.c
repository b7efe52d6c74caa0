/*
 * limits.c - what a process may use: ulimit -a, /proc/PID/limits, prlimit
 *
 *	open files                          (-n) 1024
 *	Max open files            1024                 524288               files
 *
 * becomes the setting "ulimit.nofile", as limits.conf(5) calls it; the soft
 * limit, which is the one that is felt.
 */
#include "readers/command.h"
#include "readers/probe.h"

static const struct {
	struct str words; /* as bash says it */
	struct str proc;  /* as /proc/PID/limits says it, without "Max" */
	char letter;	  /* ulimit's option */
	struct str name;
} limits[] = {
	{ { "core file size", 14 }, { "core file size", 14 }, 'c', { "ulimit.core", 11 } },
	{ { "data seg size", 13 }, { "data size", 9 }, 'd', { "ulimit.data", 11 } },
	{ { "file size", 9 }, { "file size", 9 }, 'f', { "ulimit.fsize", 12 } },
	{ { "max locked memory", 17 }, { "locked memory", 13 }, 'l', { "ulimit.memlock", 14 } },
	{ { "max memory size", 15 }, { "resident set", 12 }, 'm', { "ulimit.rss", 10 } },
	{ { "open files", 10 }, { "open files", 10 }, 'n', { "ulimit.nofile", 13 } },
	{ { "stack size", 10 }, { "stack size", 10 }, 's', { "ulimit.stack", 12 } },
	{ { "cpu time", 8 }, { "cpu time", 8 }, 't', { "ulimit.cpu", 10 } },
	{ { "max user processes", 18 }, { "processes", 9 }, 'u', { "ulimit.nproc", 12 } },
	{ { "virtual memory", 14 }, { "address space", 13 }, 'v', { "ulimit.as", 9 } },
};

static bool
is_value(struct str s)
{
	uint64_t v;

	return str_to_u64(s, &v) || str_eq(s, STR("unlimited"));
}

struct limit {
	struct str name; /* empty: a limit of no interest */
	struct str value;
};

/* "open files                          (-n) 1024", "(kbytes, -l) 8192" */
static bool
shell_line(struct str text, struct limit *ret)
{
	size_t open = str_index(text, '('), close = str_index(text, ')');

	if (open == SIZE_MAX || close == SIZE_MAX || close < open + 3 || text.p[close - 2] != '-' ||
	    !char_is_alpha(text.p[close - 1]))
		return false;
	ret->value = str_trim(str_from_pos(text, close + 1));
	ret->name = STR("");
	for (size_t i = 0; i < COUNT_OF(limits); i++)
		if (text.p[close - 1] == limits[i].letter && str_starts(text, limits[i].words))
			ret->name = limits[i].name;
	return is_value(ret->value);
}

/* dash: "nofiles              20000", "locked memory(kbytes) 8192" */
static const struct {
	const char *words;
	struct str name;
} dash_limits[] = {
	{ "time(seconds)", { "ulimit.cpu", 10 } },
	{ "file(blocks)", { "ulimit.fsize", 12 } },
	{ "data(kbytes)", { "ulimit.data", 11 } },
	{ "stack(kbytes)", { "ulimit.stack", 12 } },
	{ "coredump(blocks)", { "ulimit.core", 11 } },
	{ "memory(kbytes)", { "ulimit.rss", 10 } },
	{ "locked memory(kbytes)", { "ulimit.memlock", 14 } },
	{ "process", { "ulimit.nproc", 12 } },
	{ "nofiles", { "ulimit.nofile", 13 } },
	{ "vmemory(kbytes)", { "ulimit.as", 9 } },
	{ "locks", { "", 0 } },
	{ "rtprio", { "", 0 } },
};

static bool
dash_line(struct str text, struct limit *ret)
{
	for (size_t i = 0; i < COUNT_OF(dash_limits); i++) {
		struct str rest = text;

		if (!str_take(&rest, str_from(dash_limits[i].words)) || !rest.n || rest.p[0] != ' ')
			continue;
		ret->name = dash_limits[i].name;
		ret->value = str_trim(rest);
		return is_value(ret->value);
	}
	return false;
}

/* zsh: "-n: file descriptors             1024" */
static bool
zsh_line(struct str text, struct limit *ret)
{
	size_t blank = str_rindex(text, ' ');

	if (text.n < 4 || text.p[0] != '-' || text.p[2] != ':' || blank == SIZE_MAX)
		return false;
	ret->name = STR("");
	ret->value = str_from_pos(text, blank + 1);
	for (size_t i = 0; i < COUNT_OF(limits); i++)
		if (limits[i].letter == text.p[1])
			ret->name = limits[i].name;
	return is_value(ret->value);
}

/* "Max open files            1024                 524288               files" */
static bool
proc_line(struct str text, struct limit *ret)
{
	struct str hard;

	if (!str_take(&text, STR("Max ")))
		return false;
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		struct str rest = text;

		if (!str_take(&rest, limits[i].proc) || !str_word(&rest, &ret->value) ||
		    !str_word(&rest, &hard))
			continue;
		ret->name = limits[i].name;
		return is_value(ret->value) && is_value(hard);
	}
	ret->name = STR("");
	return str_ends(text, STR("us")) || str_has(text, STR("unlimited")) ||
	       str_has(text, STR("  "));
}

/*
 * prlimit: "NOFILE     max number of open files               1024    524288 files". Its names
 * are those of setrlimit(2), the descriptions are words.
 */
static bool
prlimit_line(struct str text, struct limit *ret)
{
	struct str word, last = { 0 }, before = { 0 }, resource;
	size_t words = 0;

	if (!str_word(&text, &resource) || resource.n < 2)
		return false;
	for (size_t i = 0; i < resource.n; i++)
		if (resource.p[i] < 'A' || resource.p[i] > 'Z')
			return false;
	while (str_word(&text, &word)) {
		if (is_value(word)) {
			before = last;
			last = word;
		} else if (last.n && before.n) {
			break; /* the units */
		}
		words++;
	}
	if (words < 3 || !before.n)
		return false;
	ret->name = STR("");
	ret->value = before;
	for (size_t i = 0; i < COUNT_OF(limits); i++)
		if (str_eq_nocase(str_from_pos(limits[i].name, sizeof("ulimit.") - 1), resource))
			ret->name = limits[i].name;
	return true;
}

static bool
is_header(struct str text)
{
	return (str_starts(text, STR("Limit ")) && str_has(text, STR("Soft Limit"))) ||
	       (str_starts(text, STR("RESOURCE ")) && str_has(text, STR("SOFT")));
}

/* "ulimit -n" prints a value alone. */
static struct str
asked_name(const struct section *s)
{
	struct str command = s->command;
	struct stage st;

	while (command_stage(&command, &st)) {
		if (!str_eq(st.program, STR("ulimit")) || stage_has_flag(&st, 'a'))
			continue;
		for (size_t i = 0; i < COUNT_OF(limits); i++)
			if (stage_has_flag(&st, limits[i].letter))
				return limits[i].name;
	}
	return STR("");
}

static bool
asked_line(const struct section *s, struct str text, struct limit *ret)
{
	ret->name = asked_name(s);
	ret->value = text;
	return ret->name.n && is_value(text);
}

static void
take(struct reading *r, const struct section *s)
{
	uint32_t sample = section_sample(r, s, "limits");
	struct setting *set;
	struct limit lim;

	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct str text = str_trim(l->text);

		if (!text.n || is_header(text))
			continue;
		if (!shell_line(text, &lim) && !dash_line(text, &lim) && !zsh_line(text, &lim) &&
		    !proc_line(text, &lim) && !prlimit_line(text, &lim) &&
		    !asked_line(s, text, &lim)) {
			case_unread(r->cs, s->input, l->number, l->text);
			continue;
		}
		if (!lim.name.n)
			continue;
		set = vec_add(r->cs->arena, &r->cs->settings);
		*set = (struct setting){ line_origin(s, l), sample, lim.name, lim.value };
	}
}

static int
line_score(struct str text)
{
	struct limit lim;

	text = str_trim(text);
	if (is_header(text))
		return 94;
	if (shell_line(text, &lim))
		return lim.name.n ? 90 : 50;
	/* "process 20000" could be anything's, "nofiles 20000" could not */
	if (dash_line(text, &lim))
		return str_starts(text, STR("process")) ? 50 : 85;
	if (zsh_line(text, &lim))
		return 80;
	if (proc_line(text, &lim))
		return lim.name.n ? 85 : 50;
	if (prlimit_line(text, &lim))
		return lim.name.n ? 70 : 40;
	return 0;
}

static int
probe(const struct section *s)
{
	if (s->n == 1 && asked_name(s).n)
		return 90;
	return probe_lines(s, line_score);
}

const struct reader reader_limits = {
	.kind = "limits",
	.words = "limits of a process, ulimit -a, prlimit, /proc/PID/limits",
	.probe = probe,
	.read = take,
};
