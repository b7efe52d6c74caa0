/*
 * ps.c - processes, and how many files they hold open
 *
 *	  PID STAT   RSS    VSZ NLWP CMD
 *	 3613 S    17380  99748    1 /usr/bin/python3 /srv/app/serve.py
 *	pid 3613: 29 open file descriptors
 *
 * in any choice of columns. Without a header (ps -o rss=, ps aux | grep app)
 * the command tells the columns. `ls /proc/3613/fd | wc -l` is a process with
 * so many open files, too.
 */
#include "readers/again.h"
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/process_table.h"

/* --- what the command tells --- */

static void
add_list(struct process_columns *c, struct str list)
{
	struct str name;

	while (str_cut(&list, ',', &name))
		if (name.n)
			process_column_add(c, name);
}

/* "-o", "-eo", "-axo", "o": the list is the next word, or behind the letter. */
static bool
takes_list(struct str word, struct str *ret_behind)
{
	size_t o = str_index(word, 'o');

	if (str_take(&word, STR("--format"))) {
		str_take(&word, STR("="));
		*ret_behind = word;
		return true;
	}
	if (o == SIZE_MAX || o > 4 || str_starts(word, STR("--")) ||
	    (o > 0 && *word.p != '-' && !str_starts(word, STR("ax"))))
		return false;
	*ret_behind = str_from_pos(word, o + 1);
	return true;
}

static const struct {
	const char *letters; /* options whose choice of columns is fixed */
	const char *columns;
} styles[] = {
	{ "aux", "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command" },
	{ "auxww", "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command" },
	{ "auxf", "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command" },
	{ "-aux", "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command" },
	{ "axu", "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command" },
	{ "u", "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command" },
	{ "ax", "pid,tty,stat,time,command" },
	{ "-ef", "uid,pid,ppid,c,stime,tty,time,cmd" },
	{ "-f", "uid,pid,ppid,c,stime,tty,time,cmd" },
	{ "-e", "pid,tty,time,cmd" },
	{ "-A", "pid,tty,time,cmd" },
};

static void
add_style(struct process_columns *c, struct str word)
{
	for (size_t i = 0; i < COUNT_OF(styles) && !c->n; i++)
		if (str_eq(word, str_from(styles[i].letters)))
			add_list(c, str_from(styles[i].columns));
}

struct asked {
	struct process_columns columns;
	uint64_t pid; /* of -p, when it is one */
	bool has_pid;
};

static void
take_words(struct asked *asked, struct str words)
{
	struct process_columns fixed = { .n = 0 };
	struct str word, list;

	while (command_word(&words, &word)) {
		if (str_eq(word, STR("-p")) || str_eq(word, STR("--pid"))) {
			asked->has_pid = command_word(&words, &word) &&
					 str_to_u64(word, &asked->pid);
		} else if (takes_list(word, &list)) {
			if (list.n || command_word(&words, &list))
				add_list(&asked->columns, list);
		} else {
			add_style(&fixed, word);
		}
	}
	if (!asked->columns.n)
		asked->columns = fixed;
}

static struct asked
asked_of(const struct section *s)
{
	struct asked asked = { .has_pid = false };
	struct str command = s->command;
	struct stage st;

	while (command_stage(&command, &st))
		if (str_eq(st.program, STR("ps")))
			take_words(&asked, st.words);
	return asked;
}

/* --- open files --- */

/* "pid 3613: 29 open file descriptors" */
static bool
files_line(struct str text, uint64_t *ret_pid, uint64_t *ret_fds)
{
	text = str_trim(text);
	if (!str_take(&text, STR("pid ")) && !str_take(&text, STR("PID ")))
		return false;
	text = str_trim_left(text);
	if (!str_take_u64(&text, ret_pid) || !str_take(&text, STR(":")))
		return false;
	text = str_trim_left(text);
	return str_take_u64(&text, ret_fds) &&
	       (str_has(text, STR("open file")) || str_has(text, STR("descriptor")) ||
		str_has(text, STR(" fds")));
}

/* "ls /proc/3613/fd | wc -l", also find and a shell's variable for the number. */
struct files_command {
	bool found, has_pid;
	uint64_t pid;
	uint64_t extra_lines; /* "total 0" of ls -l, the folder itself of find */
};

/* The process of "/proc/3613/fd", "/proc/self/fd/". */
static bool
files_path(struct str path, struct files_command *f)
{
	struct str pid;

	if (!str_take(&path, STR("/proc/")) || !str_cut(&path, '/', &pid) ||
	    (!str_eq(path, STR("fd")) && !str_eq(path, STR("fd/"))))
		return false;
	f->found = true;
	f->has_pid = str_to_u64(pid, &f->pid);
	return true;
}

static struct files_command
files_command(const struct section *s)
{
	struct files_command f = { .found = false };
	struct str command = s->command, word;
	struct stage st;

	if (!section_ends_with(s, "wc -l") || !command_stage(&command, &st))
		return f;
	f.extra_lines = str_eq(st.program, STR("find")) || stage_has_flag(&st, 'l');
	while (command_word(&st.words, &word))
		if (files_path(word, &f))
			break;
	return f;
}

static struct process *
add(struct reading *r, const struct section *s, const struct line *l, uint32_t sample,
    const struct process *row)
{
	struct process *p = vec_add(r->cs->arena, &r->cs->processes);

	*p = *row;
	p->at = line_origin(s, l);
	p->sample = sample;
	p->remark = l->remark;
	return p;
}

static bool
take_files_count(struct reading *r, const struct section *s, const struct line *l, uint32_t sample,
		 const struct files_command *f)
{
	struct process p = { .cpu_percent = -1, .has_pid = f->has_pid, .pid = f->pid };

	if (!f->found || !str_to_u64(str_trim(l->text), &p.fds))
		return false;
	p.fds -= MIN(p.fds, f->extra_lines);
	p.has_fds = true;
	add(r, s, l, sample, &p);
	return true;
}

static bool
take_files_line(struct reading *r, const struct section *s, const struct line *l, uint32_t sample)
{
	struct process p = { .cpu_percent = -1, .has_pid = true, .has_fds = true };

	if (!files_line(l->text, &p.pid, &p.fds))
		return false;
	add(r, s, l, sample, &p);
	return true;
}

/* --- the whole --- */

struct table {
	struct reading *r;
	const struct section *s;
	struct asked asked;
	struct process_columns columns;
	struct files_command files;
	uint32_t sample;
	bool has_header;
};

/* A second header: asked again without a prompt between. */
static bool
take_header(struct table *t, const struct line *l)
{
	struct process_columns columns;

	if (!process_header(l->text, &columns))
		return false;
	if (t->has_header)
		t->sample = sample_again(t->r, t->s, l, "ps");
	t->has_header = true;
	t->columns = columns;
	return true;
}

static bool
take_row(struct table *t, const struct line *l)
{
	struct process row;

	if (!process_row(&t->columns, l->text, &row))
		return false;
	if (!row.has_pid && t->asked.has_pid) {
		row.has_pid = true;
		row.pid = t->asked.pid;
	}
	add(t->r, t->s, l, t->sample, &row);
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct table t = { .r = r, .s = s, .asked = asked_of(s), .files = files_command(s) };

	t.columns = t.asked.columns;
	t.sample = section_sample(r, s, "ps");
	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];

		if (!str_trim(l->text).n || take_header(&t, l) ||
		    take_files_count(r, s, l, t.sample, &t.files) ||
		    take_files_line(r, s, l, t.sample) || take_row(&t, l))
			continue;
		case_unread(r->cs, s->input, l->number, l->text);
	}
}

static int
line_score(struct str text)
{
	struct process_columns columns;
	uint64_t pid, fds;

	if (files_line(text, &pid, &fds))
		return 90;
	return process_header(text, &columns) ? 88 : 0;
}

static int
probe(const struct section *s)
{
	struct asked asked = asked_of(s);
	struct process row;

	if (files_command(s).found)
		return 95;
	if (asked.columns.n && s->n && process_row(&asked.columns, s->lines[0].text, &row))
		return 88;
	if (probe_is_silent(s))
		return section_runs(s, "ps") && !str_has(s->command, STR("|")) ? 80 : 0;
	return probe_lines(s, line_score);
}

const struct reader reader_ps = {
	.kind = "ps",
	.words = "processes, ps in any choice of columns, and counts of open files",
	.probe = probe,
	.read = take,
};
