/*
 * sysctl.c - settings of the kernel
 *
 *	net.ipv4.tcp_rmem = 4096	131072	6291456
 *
 * of sysctl and of its files; "name: value" of the BSDs; values without names
 * where the command has them: sysctl -n net.core.somaxconn,
 * cat /proc/sys/net/core/somaxconn; "path:value" of grep . over the files; and what diff
 * prints of two of them, of which the new side is taken.
 */
#include "readers/command.h"
#include "readers/conntrack.h"
#include "readers/probe.h"

/* The first part of every name: Linux and, behind it, the BSDs. */
static const char *const roots[] = {
	"net",	  "kernel", "vm",   "fs", "dev",     "user",	 "sunrpc", "abi",
	"crypto", "debug",  "kern", "hw", "machdep", "security", "vfs",
};

static bool
is_name_char(char c)
{
	return char_is_alnum(c) || strchr("._-/@:%", c);
}

/* "net.ipv4.tcp_rmem", also with strokes for points: "net/ipv4/tcp_rmem" */
static bool
is_name(struct str s)
{
	size_t dot = MIN(str_index(s, '.'), str_index(s, '/'));

	if (dot == SIZE_MAX || dot + 1 == s.n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!s.p[i] || !is_name_char(s.p[i]))
			return false;
	for (size_t i = 0; i < COUNT_OF(roots); i++)
		if (str_eq(str_sub(s, 0, dot), str_from(roots[i])))
			return true;
	return false;
}

#define PROC_SYS STR("/proc/sys/")

static bool
path_parse(struct str path, struct str *ret_name)
{
	if (!str_take(&path, PROC_SYS) || !is_name(path))
		return false;
	*ret_name = path;
	return true;
}

/* Strokes become points, where there are no points: eth0.5 may be a part. */
static struct str
with_points(struct arena *a, struct str name)
{
	char *p;

	if (str_index(name, '/') == SIZE_MAX)
		return name;
	p = str_to_cstr(a, name);
	for (size_t i = 0; i < name.n; i++)
		p[i] = p[i] == '/' ? '.' : p[i];
	return (struct str){ p, name.n };
}

struct pair {
	struct str name, value;
};

static bool
pair_parse(struct str text, struct pair *ret)
{
	size_t at = str_index(text, '=');
	struct pair p;

	if (at == SIZE_MAX)
		at = str_find(text, STR(": ")); /* kern.ipc.somaxconn: 128 */
	if (at == SIZE_MAX)
		return false;
	p.name = str_trim(str_sub(text, 0, at));
	p.value = str_trim(str_from_pos(text, at + 1));
	str_take(&p.name, STR("-")); /* in files: no error if it is not there */
	if (!is_name(p.name))
		return false;
	*ret = p;
	return true;
}

/* "/proc/sys/net/core/somaxconn:4096" of grep . */
static bool
path_pair_parse(struct str text, struct pair *ret)
{
	size_t at = str_index(text, ':');

	if (at == SIZE_MAX || !path_parse(str_sub(text, 0, at), &ret->name))
		return false;
	ret->value = str_trim(str_from_pos(text, at + 1));
	return true;
}

/* --- what diff prints of two hosts, or of before and after --- */

/* "212c212", "3,5d2": diff's own, in front of the lines */
static bool
is_hunk_head(struct str text)
{
	uint64_t n;

	if (!str_take_u64(&text, &n) || (str_take(&text, STR(",")) && !str_take_u64(&text, &n)))
		return false;
	if (!text.n || !strchr("acd", text.p[0]))
		return false;
	text = str_from_pos(text, 1);
	return str_take_u64(&text, &n) &&
	       (!text.n || (str_take(&text, STR(",")) && str_take_u64(&text, &n) && !text.n));
}

static bool
is_diff_line(struct str text)
{
	return str_starts(text, STR("--- ")) || str_starts(text, STR("+++ ")) ||
	       str_starts(text, STR("@@ -")) || str_eq(text, STR("---")) ||
	       str_starts(text, STR("diff ")) || str_starts(text, STR("\\ No newline")) ||
	       is_hunk_head(text);
}

/*
 * The new side is what holds, or is the host that is asked about; the old one is known and
 * is not taken. *ret_old: it is that.
 */
static bool
diff_side(struct str *text, bool in_diff, bool *ret_old)
{
	struct pair p;
	struct str rest = *text;

	*ret_old = str_starts(rest, STR("< ")) || (in_diff && str_starts(rest, STR("-")));
	if (!str_take(&rest, STR("< ")) && !str_take(&rest, STR("> ")) &&
	    !str_take(&rest, STR("+")) && !(in_diff && str_take(&rest, STR("-"))))
		return false;
	rest = str_trim(rest);
	if (!pair_parse(rest, &p))
		return false;
	*text = rest;
	return true;
}

/* --- names in the command --- */

#define ASKED_MAX 64 /* as many as one types at once */

struct asked {
	struct str names[ASKED_MAX];
	size_t n;
};

static void
add_asked(struct asked *asked, struct str word, bool paths)
{
	struct str name = word;

	if (asked->n < ASKED_MAX && (paths ? path_parse(word, &name) : is_name(word)))
		asked->names[asked->n++] = name;
}

static const char *const printers[] = { "cat", "head", "tail", "less", "more", "bat" };

static bool
is_printer(struct str program)
{
	for (size_t i = 0; i < COUNT_OF(printers); i++)
		if (str_eq(program, str_from(printers[i])))
			return true;
	return false;
}

/* cat over /proc/sys, or sysctl -n, prints values alone, in order. */
static struct asked
asked_of(struct str command)
{
	struct asked asked = { .n = 0 };
	struct stage st;
	struct str word;

	while (command_stage(&command, &st)) {
		bool sysctl = str_eq(st.program, STR("sysctl"));

		if (sysctl && !stage_has_flag(&st, 'n') && !str_has(st.words, STR("--values")))
			continue;
		if (!sysctl && !is_printer(st.program))
			continue;
		while (command_word(&st.words, &word))
			add_asked(&asked, word, !sysctl);
	}
	return asked;
}

/* --- the whole --- */

static bool
is_notice(struct str text)
{
	return str_starts(text, STR("sysctl: ")) || str_starts(text, STR("* Applying "));
}

struct table {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	struct asked asked;
	size_t next;  /* of the asked */
	bool in_diff; /* diff's own lines came */
};

static void
add(struct table *t, const struct line *l, const struct pair *p)
{
	struct setting *set = vec_add(t->r->cs->arena, &t->r->cs->settings);

	set->at = line_origin(t->s, l);
	set->sample = t->sample;
	set->name = with_points(t->r->cs->arena, p->name);
	set->value = p->value;
	conntrack_setting(t->r, t->s, l, t->sample, set->name, set->value);
}

static void
take_line(struct table *t, const struct line *l)
{
	struct str text = str_trim(l->text);
	struct pair p;
	bool old;

	if (!text.n || is_notice(text))
		return;
	if (is_diff_line(text)) {
		t->in_diff = true;
		return;
	}
	if (diff_side(&text, t->in_diff, &old) && old)
		return;
	if (path_pair_parse(text, &p) || pair_parse(text, &p)) {
		add(t, l, &p);
	} else if (t->next < t->asked.n) {
		p = (struct pair){ t->asked.names[t->next++], text };
		add(t, l, &p);
	} else if (*text.p != '#' && *text.p != ';') {
		case_unread(t->r->cs, t->s->input, l->number, l->text);
	}
}

static void
take(struct reading *r, const struct section *s)
{
	struct table t = { .r = r, .s = s, .asked = asked_of(s->command) };

	t.sample = section_sample(r, s, "sysctl");
	for (size_t i = 0; i < s->n; i++)
		take_line(&t, &s->lines[i]);
}

static int
line_score(struct str text)
{
	struct pair p;
	bool old;

	text = str_trim(text);
	if (diff_side(&text, false, &old))
		return 85;
	if (is_diff_line(text))
		return 25;
	if (path_pair_parse(text, &p))
		return 90;
	if (pair_parse(text, &p))
		return str_has(text, STR("=")) ? 90 : 70;
	return is_notice(text) ? 60 : 0;
}

static int
probe(const struct section *s)
{
	int sure;

	/* values alone: only the command knows of what */
	if (asked_of(s->command).n && !section_ends_with(s, "wc -l"))
		return 90;
	sure = probe_lines(s, line_score);
	/* diff is of many things */
	return sure == 25 && !probe_is_alone(s) ? 0 : sure;
}

const struct reader reader_sysctl = {
	.kind = "sysctl",
	.words = "settings of the kernel, sysctl and /proc/sys",
	.probe = probe,
	.read = take,
};
