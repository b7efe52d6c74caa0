/*
 * systemd.c - what systemd knows of a service, and its control group
 *
 *	LimitNOFILE=524288					systemctl show, or a unit's file
 *	     Active: active (running) since Sun 2026-11-22 …	systemctl status
 *	   Main PID: 612 (nginx)
 *	      Tasks: 3 (limit: 4915)
 *
 *	pids.max, memory.max and the like of /sys/fs/cgroup	by the name of the file
 *	some avg10=0.00 avg60=0.00 avg300=0.00 total=0		/proc/pressure/…
 *
 * LimitNOFILE becomes the same "ulimit.nofile" as of ulimit -n, the soft limit; the rest
 * "systemd.TasksMax", "cgroup.memory.max", "pressure.some.avg10".
 */
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/rows.h"

struct systemd {
	struct str file; /* of a control group, that stands in the command or the path */
	size_t status;	 /* lines of systemctl status */
};

static void
set(struct rows *t, const char *root, struct str name, struct str value)
{
	rows_setting(t, str_printf(t->r->cs->arena, "%s." STR_F, root, STR_A(name)), value);
}

/* --- systemctl show --- */

/* What tells that "Name=value" is of systemd, and what is of interest. */
static const char *const shown[] = {
	"LimitNOFILE", "LimitNPROC",	"LimitMEMLOCK",		"TasksMax",    "TasksCurrent",
	"MemoryMax",   "MemoryCurrent", "MemoryHigh",		"MemoryLimit", "MainPID",
	"ExecMainPID", "NRestarts",	"ActiveState",		"SubState",    "CPUUsageNSec",
	"CPUQuota",    "Restart",	"ActiveEnterTimestamp", "MemoryPeak",  "LimitNOFILESoft",
};

/* "LimitNOFILE=1024:524288": a name in one word of letters and digits, a capital first */
static bool
show_parse(struct str text, struct str *ret_name, struct str *ret_value)
{
	size_t at = str_index(text, '=');

	if (at == SIZE_MAX || !at || text.p[0] < 'A' || text.p[0] > 'Z')
		return false;
	for (size_t i = 0; i < at; i++)
		if (!char_is_alnum(text.p[i]) && text.p[i] != '-')
			return false;
	*ret_name = str_sub(text, 0, at);
	*ret_value = str_from_pos(text, at + 1);
	return true;
}

static bool
is_shown(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(shown); i++)
		if (str_eq(name, str_from(shown[i])))
			return true;
	return false;
}

static bool
take_show(struct rows *t, struct str text)
{
	struct str name, value;

	if (!show_parse(text, &name, &value))
		return false;
	if (str_eq(name, STR("LimitNOFILE")) || str_eq(name, STR("LimitNOFILESoft")))
		rows_setting(t, STR("ulimit.nofile"), str_sub(value, 0, str_index(value, ':')));
	else if (is_shown(name))
		set(t, "systemd", name, value);
	return true;
}

/* A unit's file: "[Service]" */
static bool
is_part(struct str text)
{
	return str_eq(text, STR("[Unit]")) || str_eq(text, STR("[Service]")) ||
	       str_eq(text, STR("[Install]")) || str_eq(text, STR("[Socket]"));
}

/* --- systemctl status --- */

static const char *const status_words[] = {
	"Loaded: ", "Active: ",	  "Docs: ",	"Main PID: ",	 "Tasks: ",	 "Memory: ",
	"CPU: ",    "CGroup: ",	  "Process: ",	"Status: ",	 "Drop-In: ",	 "IO: ",
	"IP: ",	    "FD Store: ", "Triggers: ", "TriggeredBy: ", "Invocation: ", "Cntrl PID: ",
	"Listen: ", "Accepted: ", "Until: ",	"Trigger: ",
};

/* "● nginx.service - A high performance web server", also with * or a cross */
static bool
is_unit_line(struct str text)
{
	struct str mark, unit, dash;

	return str_word(&text, &mark) && mark.n <= 3 && !char_is_alnum(mark.p[0]) &&
	       str_word(&text, &unit) && str_word(&text, &dash) && str_eq(dash, STR("-")) &&
	       (str_ends(unit, STR(".service")) || str_ends(unit, STR(".socket")) ||
		str_ends(unit, STR(".slice")) || str_ends(unit, STR(".scope")));
}

static bool
is_status_line(struct str text)
{
	for (size_t i = 0; i < COUNT_OF(status_words); i++)
		if (str_starts(text, str_from(status_words[i])))
			return true;
	return false;
}

/* "├─612 nginx: master process", "`-612 …" of a terminal without these letters */
static bool
is_branch(struct str text)
{
	return str_starts(text, STR("├─")) || str_starts(text, STR("└─")) ||
	       str_starts(text, STR("│")) || str_starts(text, STR("|-")) ||
	       str_starts(text, STR("`-"));
}

/* "Main PID: 612 (nginx)" */
static void
take_main(struct rows *t, struct str text)
{
	struct process *p;
	uint64_t pid;

	if (!str_take(&text, STR("Main PID: ")) || !str_take_u64(&text, &pid))
		return;
	p = rows_process(t);
	p->pid = pid;
	p->has_pid = true;
	text = str_trim(text);
	if (str_take(&text, STR("(")))
		p->command = str_sub(text, 0, str_index(text, ')'));
}

/* "Tasks: 3 (limit: 4915)" */
static void
take_tasks(struct rows *t, struct str text)
{
	size_t limit = str_find(text, STR("(limit: "));

	if (!str_take(&text, STR("Tasks: ")))
		return;
	set(t, "systemd", STR("TasksCurrent"), str_sub(text, 0, str_index(text, ' ')));
	if (limit == SIZE_MAX)
		return;
	text = str_from_pos(text, str_find(text, STR("(limit: ")) + 8);
	set(t, "systemd", STR("TasksMax"), str_sub(text, 0, str_index(text, ')')));
}

static bool
take_status(struct rows *t, struct str text)
{
	struct systemd *p = t->own;

	if (!is_unit_line(text) && !is_status_line(text) && !(p->status && is_branch(text)) &&
	    !(p->status && str_starts(text, STR("/"))))
		return false;
	p->status++;
	if (str_starts(text, STR("Active: ")))
		set(t, "systemd", STR("Active"), str_from_pos(text, 8));
	take_main(t, text);
	take_tasks(t, text);
	return true;
}

/* --- control groups, pressure --- */

static const char *const files[] = {
	"memory.max",
	"memory.high",
	"memory.current",
	"memory.peak",
	"memory.events",
	"memory.stat",
	"memory.limit_in_bytes",
	"memory.usage_in_bytes",
	"memory.failcnt",
	"memory.swap.max",
	"memory.swap.current",
	"memory.oom_control",
	"pids.max",
	"pids.current",
	"pids.events",
	"pids.peak",
	"cpu.max",
	"cpu.stat",
	"cpu.weight",
	"cgroup.procs",
	"cgroup.events",
	"memory.kmem.tcp.usage_in_bytes",
	"memory.kmem.tcp.limit_in_bytes",
	"memory.kmem.tcp.failcnt",
};

/* The file's name at the end of a path, empty when it is none of these. */
static struct str
file_of_path(struct str path)
{
	size_t slash = str_rindex(path, '/');
	struct str name = slash == SIZE_MAX ? path : str_from_pos(path, slash + 1);

	for (size_t i = 0; i < COUNT_OF(files); i++)
		if (str_eq(name, str_from(files[i])))
			return name;
	return STR("");
}

/* The only such file that a command prints; with several none is told for each value. */
static struct str
file_of(const struct section *s)
{
	struct str command = s->command, word, found = { 0 };

	while (command_word(&command, &word)) {
		struct str name = file_of_path(word);

		if (name.n && found.n)
			return STR("");
		found = name.n ? name : found;
	}
	return found.n || s->command.n ? found : file_of_path(s->path);
}

/* "oom_kill 3" below memory.events, "max" below memory.max */
static bool
take_file(struct rows *t, struct str text)
{
	struct systemd *p = t->own;
	struct str word, value;

	if (!p->file.n || !str_word(&text, &word))
		return false;
	value = str_trim(text);
	if (!value.n)
		set(t, "cgroup", p->file, word);
	else if (char_is_alpha(word.p[0]) && !str_eq(word, STR("max")))
		set(t, "cgroup",
		    str_printf(t->r->cs->arena, STR_F "." STR_F, STR_A(p->file), STR_A(word)),
		    value);
	else
		set(t, "cgroup", p->file, t->l->text);
	return true;
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=0" */
static bool
is_pressure(struct str text)
{
	return (str_starts(text, STR("some avg10=")) || str_starts(text, STR("full avg10="))) &&
	       str_has(text, STR(" total="));
}

static bool
take_pressure(struct rows *t, struct str text)
{
	struct str kind, word, name;

	if (!is_pressure(text) || !str_word(&text, &kind))
		return false;
	while (str_word(&text, &word))
		if (str_cut(&word, '=', &name))
			set(t, "pressure",
			    str_printf(t->r->cs->arena, STR_F "." STR_F, STR_A(kind), STR_A(name)),
			    word);
	return true;
}

static bool
take_line(struct rows *t, struct str text)
{
	return take_pressure(t, text) || take_status(t, text) || take_show(t, text) ||
	       is_part(text) || take_file(t, text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct systemd p = { .file = file_of(s) };

	rows_read(r, s, "systemd", take_line, NULL, &p);
}

static int
line_score(struct str text)
{
	struct str name, value;

	text = str_trim(text);
	if (is_pressure(text) || is_unit_line(text))
		return 92;
	if (show_parse(text, &name, &value))
		return is_shown(name) ? 85 : 25;
	if (is_part(text))
		return 70;
	return is_status_line(text) ? 55 : is_branch(text) ? 30 : 0;
}

static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	if (file_of(s).n && s->n)
		return 90;
	/* a name with a value, a branch of a tree: many things look so */
	if (sure <= 30 && !section_runs(s, "systemctl"))
		return probe_is_alone(s) ? sure : 0;
	return sure;
}

const struct reader reader_systemd = {
	.kind = "systemd",
	.words = "services and control groups, systemctl show and status, cgroup files, pressure",
	.probe = probe,
	.read = take,
};
