/*
 * uname.c - which host and kernel: uname -a, hostname, uptime, the release file
 *
 *	Linux web1 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 … x86_64 GNU/Linux
 *
 * becomes the settings kernel.hostname and kernel.osrelease, as sysctl calls them; how
 * long the host has been up is the counter HostUptimeSeconds, against which lifetime
 * totals are to be held.
 */
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/rows.h"

static const char *const systems[] = { "Linux",	 "FreeBSD", "OpenBSD", "NetBSD",
				       "Darwin", "SunOS",   "AIX" };

static bool
is_system(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(systems); i++)
		if (str_eq(word, str_from(systems[i])))
			return true;
	return false;
}

static bool
has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (char_is_digit(s.p[i]))
			return true;
	return false;
}

/* system, node, release; "Linux version 6.1…" of /proc/version has no node */
static bool
uname_parse(struct str text, struct str *ret_node, struct str *ret_release)
{
	struct str system, node, release;

	if (!str_word(&text, &system) || !is_system(system) || !str_word(&text, &node) ||
	    !str_word(&text, &release) || !char_is_digit(release.p[0]))
		return false;
	*ret_node = str_eq(node, STR("version")) ? STR("") : node;
	*ret_release = release;
	/* "Linux 6.1.0 (web1)" is sysstat's title */
	return !char_is_digit(node.p[0]) && str_index(release, '.') != SIZE_MAX;
}

static void
tell_host(struct rows *t, struct str host)
{
	struct sample *sample = &t->r->cs->samples.v[t->sample];
	struct case_input *in = case_input(t->r->cs, t->s->input);

	if (!host.n)
		return;
	rows_setting(t, STR("kernel.hostname"), host);
	if (!sample->host.n)
		sample->host = host;
	if (!in->host.n)
		in->host = host;
}

/* --- uptime --- */

/* "3 days", "3:18", "18 min": from behind "up" to the comma before users or load */
static uint64_t
uptime_seconds(struct str text)
{
	uint64_t seconds = 0, n, minutes;
	struct str part;

	while (str_cut(&text, ',', &part)) {
		part = str_trim(part);
		if (!str_take_u64(&part, &n) || n > UINT32_MAX)
			break;
		if (str_take(&part, STR(":")) && str_take_u64(&part, &minutes) && minutes < 60)
			seconds += n * 3600 + minutes * 60;
		else if (str_starts(part, STR(" day")))
			seconds += n * 86400;
		else if (str_starts(part, STR(" min")))
			seconds += n * 60;
		else if (str_starts(part, STR(" hr")))
			seconds += n * 3600;
		else if (str_starts(part, STR(" sec")))
			seconds += n;
		else
			break;
	}
	return seconds;
}

static bool
is_uptime(struct str text)
{
	return str_has(text, STR(" up ")) && str_has(text, STR("load average")) &&
	       char_is_digit(text.p[0]);
}

static bool
take_uptime(struct rows *t, struct str text)
{
	struct sample *sample = &t->r->cs->samples.v[t->sample];
	int64_t clock_ns;
	size_t up;

	if (!is_uptime(text))
		return false;
	up = str_find(text, STR(" up "));
	if (sample->time_ns == TIME_NONE && clock_parse(str_trim(str_sub(text, 0, up)), &clock_ns))
		sample->time_ns = clock_ns;
	text = str_from_pos(text, up + 4);
	rows_counter(t, STR("HostUptimeSeconds"), STR(""), uptime_seconds(text));
	return true;
}

/* --- what only the command makes plain --- */

static bool
shows(const struct section *s, const char *file)
{
	return str_has(s->command, str_from(file)) || str_ends(s->path, str_from(file));
}

/* "11880.10 22034.11": seconds up, and idle of all processors */
static bool
take_proc_uptime(struct rows *t, struct str text)
{
	struct str up;
	double seconds;

	if (!shows(t->s, "/proc/uptime") || !str_word(&text, &up) || !str_to_double(up, &seconds) ||
	    seconds < 0 || seconds > 1e12)
		return false;
	rows_counter(t, STR("HostUptimeSeconds"), STR(""), (uint64_t)seconds);
	return true;
}

static bool
take_loadavg(struct rows *t, struct str text)
{
	if (!shows(t->s, "/proc/loadavg") || !char_is_digit(text.p[0]))
		return false;
	rows_setting(t, STR("loadavg"), text);
	return true;
}

static bool
take_word(struct rows *t, struct str text)
{
	struct str word, rest = text;

	if (!str_word(&rest, &word) || str_trim(rest).n)
		return false;
	if (section_runs(t->s, "hostname") || shows(t->s, "/etc/hostname")) {
		tell_host(t, word);
		return true;
	}
	if (!section_runs(t->s, "uname"))
		return false;
	if (char_is_digit(word.p[0]))
		rows_setting(t, STR("kernel.osrelease"), word);
	return is_system(word) || has_digit(word);
}

/* "Static hostname: web1" and what hostnamectl has below it */
static bool
take_hostnamectl(struct rows *t, struct str text)
{
	struct str name;

	if (!str_cut(&text, ':', &name) || !text.p)
		return false;
	if (str_eq(str_trim(name), STR("Static hostname"))) {
		tell_host(t, str_trim(text));
		return true;
	}
	return section_runs(t->s, "hostnamectl");
}

static bool
is_release(struct str text)
{
	return str_starts(text, STR("PRETTY_NAME=")) || str_starts(text, STR("VERSION_ID="));
}

static bool
take_release(struct rows *t, struct str text)
{
	static const struct str name = { "PRETTY_NAME=", 12 };
	struct str value = text;
	size_t eq = str_index(text, '=');

	if (str_take(&value, name)) {
		str_take(&value, STR("\""));
		value = str_sub(value, 0, str_index(value, '"'));
		rows_setting(t, STR("os.release"), value);
		return true;
	}
	return is_release(text) || (shows(t->s, "os-release") && eq != SIZE_MAX);
}

static bool
take_line(struct rows *t, struct str text)
{
	struct str node, release;

	if (uname_parse(text, &node, &release)) {
		tell_host(t, node);
		rows_setting(t, STR("kernel.osrelease"), release);
		return true;
	}
	return take_uptime(t, text) || take_proc_uptime(t, text) || take_loadavg(t, text) ||
	       take_release(t, text) || take_word(t, text) || take_hostnamectl(t, text);
}

static void
take(struct reading *r, const struct section *s)
{
	rows_read(r, s, "uname", take_line, NULL, NULL);
}

static int
line_score(struct str text)
{
	struct str node, release;

	text = str_trim(text);
	if (uname_parse(text, &node, &release) || is_uptime(text))
		return 85;
	return str_starts(text, STR("Static hostname:")) || is_release(text) ? 85 : 0;
}

static int
probe(const struct section *s)
{
	static const char *const files[] = { "/proc/uptime", "/proc/loadavg", "/etc/hostname",
					     "os-release" };

	if (section_runs(s, "hostname") || section_runs(s, "uname") ||
	    section_runs(s, "hostnamectl"))
		return s->n ? 88 : 0;
	for (size_t i = 0; i < COUNT_OF(files); i++)
		if (s->n && shows(s, files[i]))
			return 88;
	return probe_lines(s, line_score);
}

const struct reader reader_uname = {
	.kind = "uname",
	.words = "host and kernel, uname, hostname, uptime, os-release",
	.probe = probe,
	.read = take,
};
