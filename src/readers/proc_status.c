/*
 * proc_status.c - one process: /proc/PID/status, and its open files one by one
 *
 *	Name:	python3
 *	Pid:	9325
 *	VmRSS:	   45096 kB
 *
 *	lrwx------ 1 www www 64 Nov 22 19:12 11 -> socket:[3576096]
 *
 * The first is a process with its memory, the second counts its descriptors.
 */
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/rows.h"

struct status {
	bool open; /* a process was begun: its lines follow */
	uint64_t listed;
};

#define KIB 1024

/* Names of fs/proc/array.c and task_mmu.c with anything told here. */
static bool
pair_parse(struct str text, struct str *ret_name, struct str *ret_value)
{
	if (!str_cut(&text, ':', ret_name) || !text.p || !ret_name->n)
		return false;
	*ret_value = str_trim(text);
	for (size_t i = 0; i < ret_name->n; i++)
		if (!char_is_alnum(ret_name->p[i]) && ret_name->p[i] != '_')
			return false;
	return true;
}

static struct process *
current(struct rows *t)
{
	struct status *p = t->own;

	if (!p->open)
		rows_process(t);
	p->open = true;
	return &t->r->cs->processes.v[t->r->cs->processes.n - 1];
}

static bool
kib_parse(struct str value, uint64_t *ret_bytes)
{
	struct str word;
	uint64_t v;

	return str_word(&value, &word) && str_to_u64(word, &v) &&
	       !__builtin_mul_overflow(v, (uint64_t)KIB, ret_bytes);
}

static void
take_named(struct process *p, struct str name, struct str value)
{
	struct str state = { 0 };

	if (str_eq(name, STR("Pid")))
		p->has_pid = str_to_u64(value, &p->pid);
	else if (str_eq(name, STR("VmRSS")))
		p->has_rss = kib_parse(value, &p->rss_bytes);
	else if (str_eq(name, STR("VmSize")))
		p->has_vsz = kib_parse(value, &p->vsz_bytes);
	else if (str_eq(name, STR("State")) && str_word(&value, &state))
		p->stat = state;
}

static bool
take_pair(struct rows *t, struct str text)
{
	struct status *p = t->own;
	struct str name, value;

	if (!pair_parse(text, &name, &value))
		return false;
	if (str_eq(name, STR("Name"))) {
		p->open = false;
		current(t)->command = value;
		return true;
	}
	if (!p->open && !section_runs(t->s, "grep") && !str_has(t->s->command, STR("/status")))
		return false;
	take_named(current(t), name, value);
	return true;
}

/* --- descriptors --- */

/* The number behind /proc/ in the command; 0: none, or a variable. */
static bool
pid_of(struct str command, uint64_t *ret)
{
	size_t at = str_find(command, STR("/proc/"));

	if (at == SIZE_MAX)
		return false;
	command = str_from_pos(command, at + 6);
	return str_take_u64(&command, ret);
}

static bool
lists_descriptors(struct str command)
{
	size_t at = str_find(command, STR("/proc/"));

	return at != SIZE_MAX && str_has(str_from_pos(command, at), STR("/fd"));
}

static void
tell_descriptors(struct rows *t, uint64_t n)
{
	struct process *p = rows_process(t);

	p->has_pid = pid_of(t->s->command, &p->pid);
	p->fds = n;
	p->has_fds = true;
}

/* "… 11 -> socket:[3576096]", or the number alone of ls without -l */
static bool
descriptor_parse(struct str text)
{
	size_t arrow = str_find(text, STR(" -> "));
	struct str fd = str_sub(text, 0, arrow);
	size_t blank = str_rindex(fd, ' ');
	uint64_t n;

	if (arrow == SIZE_MAX || (text.p[0] != 'l' && !char_is_digit(text.p[0])))
		return false;
	return str_to_u64(blank == SIZE_MAX ? fd : str_from_pos(fd, blank + 1), &n);
}

/* "total 0" of ls -l, in any language; fields of a status have a colon. */
static bool
is_total(struct str text)
{
	struct str word, number;
	uint64_t n;

	return str_word(&text, &word) && str_word(&text, &number) && !str_trim(text).n &&
	       str_index(word, ':') == SIZE_MAX && !char_is_digit(word.p[0]) &&
	       str_to_u64(number, &n);
}

static bool
take_descriptor(struct rows *t, struct str text)
{
	struct status *p = t->own;
	uint64_t n;

	if (is_total(text))
		return true;
	if (!descriptor_parse(text) && !lists_descriptors(t->s->command))
		return false;
	p->listed += descriptor_parse(text) || str_to_u64(text, &n);
	return true;
}

static bool
take_line(struct rows *t, struct str text)
{
	if (lists_descriptors(t->s->command) || descriptor_parse(text) || is_total(text))
		return take_descriptor(t, text);
	return take_pair(t, text);
}

static void
finish(struct rows *t)
{
	struct status *p = t->own;

	if (p->listed)
		tell_descriptors(t, p->listed);
}

static void
take(struct reading *r, const struct section *s)
{
	struct status p = { 0 };

	rows_read(r, s, "proc-status", take_line, finish, &p);
}

/* Names that only this file has, and beginnings of such. */
static bool
is_status_name(struct str name)
{
	static const char *const names[] = {
		"Tgid",	   "Ngid",	  "PPid",	  "TracerPid",	"FDSize",
		"Umask",   "CoreDumping", "Threads",	  "NoNewPrivs", "THP_enabled",
		"Name",	   "State",	  "Pid",	  "Uid",	"Gid",
		"Kthread", "untag_mask",  "HugetlbPages", "Seccomp",	"Seccomp_filters",
	};
	static const char *const begins[] = { "Vm",	      "Rss",	     "Sig", "Shd",
					      "Cap",	      "Speculation", "NSp", "NStg",
					      "Cpus_",	      "Mems_",	     "NSs", "voluntary_",
					      "nonvoluntary_" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq(name, str_from(names[i])))
			return true;
	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (str_starts(name, str_from(begins[i])))
			return true;
	return false;
}

static int
line_score(struct str text)
{
	struct str name, value;

	text = str_trim(text);
	if (descriptor_parse(text))
		return str_has(text, STR("socket:[")) ? 80 : 62;
	if (!pair_parse(text, &name, &value))
		return 0;
	/* "Vmalloc" is of /proc/meminfo, where no tab stands */
	return is_status_name(name) && str_has(text, STR(":\t")) ? 82 : 0;
}

static int
probe(const struct section *s)
{
	/* a count of them is what ps.c reads */
	if (lists_descriptors(s->command) && s->n && !str_has(s->command, STR("|")))
		return 96;
	return probe_lines(s, line_score);
}

const struct reader reader_proc_status = {
	.kind = "proc-status",
	.words = "one process, /proc/PID/status and the files in /proc/PID/fd",
	.probe = probe,
	.read = take,
};
