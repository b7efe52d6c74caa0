/*
 * aside.c - tables that say nothing of TCP, and stand beside those that do
 *
 *	           CPU0       CPU1
 *	 24:          1          0  IO-APIC   5-edge      ACPI:Ged
 *
 * They are known by their headings, and all below a heading is theirs, down to what another
 * reader knows. They are read over: not evidence, and not missed either.
 */
#include "readers/probe.h"
#include "readers/rows.h"

/* Words of a heading, all of which it has, in this order. */
static const char *const headings[][4] = {
	{ "CPU0 ", "CPU1" },				    /* /proc/interrupts, softirqs */
	{ "Active / Total Objects (% used)" },		    /* slabtop */
	{ "OBJS ", "ACTIVE ", "OBJ SIZE", "NAME" },	    /* slabtop */
	{ "slabinfo - version: " },			    /* /proc/slabinfo */
	{ "# name ", "<active_objs>", "<objsize>" },	    /* the same */
	{ "IPv6/IPv4 Group Memberships" },		    /* netstat -g */
	{ "Interface ", "RefCnt ", "Group" },		    /* the same */
	{ "Realm ", "BytesTo ", "PktsTo " },		    /* rtacct */
	{ "Filesystem ", "Use% ", "Mounted on" },	    /* df */
	{ "NAME ", "MAJ:MIN", "SIZE ", "TYPE" },	    /* lsblk */
	{ "Module ", "Size ", "Used by" },		    /* lsmod */
	{ "USER ", "TTY ", "LOGIN@", "WHAT" },		    /* w */
	{ "Control Group ", "Tasks ", "%CPU" },		    /* systemd-cgtop */
	{ "UNIT ", "LOAD ", "ACTIVE ", "SUB" },		    /* systemctl list-units */
	{ "CONTAINER ID ", "IMAGE ", "STATUS " },	    /* docker ps */
	{ "CONTAINER ID ", "NAME ", "CPU %", "MEM USAGE" }, /* docker stats */
	{ "NETWORK ID ", "NAME ", "DRIVER" },		    /* docker network ls */
	{ "CONTAINER ", "IMAGE ", "STATE ", "POD" },	    /* crictl ps */
	{ "NAME ", "READY ", "STATUS ", "RESTARTS" },	    /* kubectl get pods */
	{ "NAME ", "READY ", "UP-TO-DATE ", "AVAILABLE" },  /* kubectl get deployments */
	{ "NAME ", "TYPE ", "CLUSTER-IP ", "PORT(S)" },	    /* kubectl get services */
	{ "NAME ", "ENDPOINTS ", "AGE" },		    /* kubectl get endpoints */
	{ "NAME ", "STATUS ", "ROLES ", "VERSION" },	    /* kubectl get nodes */
	{ "NAME ", "CPU(cores) ", "MEMORY(bytes)" },	    /* kubectl top */
	{ "LAST SEEN ", "TYPE ", "REASON ", "OBJECT" },	    /* kubectl get events */
};

static bool
is_heading_of(struct str text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n && words[i]; i++) {
		size_t at = str_find(text, str_from(words[i]));

		if (at == SIZE_MAX)
			return false;
		text = str_from_pos(text, at + strlen(words[i]));
	}
	return true;
}

static bool
is_heading(struct str text)
{
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		if (is_heading_of(text, headings[i], COUNT_OF(headings[i])))
			return true;
	return false;
}

/* Above the heading of w stands how long the host is up. */
static bool
take_line(struct rows *t, struct str text)
{
	bool *below = t->own;

	*below |= is_heading(text) || section_runs(t->s, "rtacct");
	return *below || str_has(text, STR("load average: "));
}

static void
take(struct reading *r, const struct section *s)
{
	bool below = false;

	rows_read(r, s, "aside", take_line, NULL, &below);
}

static int
line_score(struct str text)
{
	return is_heading(str_trim(text)) ? 88 : 0;
}

static int
probe(const struct section *s)
{
	/* "#kernel" above its heading is nstat's first line, too */
	if (section_runs(s, "rtacct") && !probe_is_silent(s))
		return 99;
	return probe_lines(s, line_score);
}

const struct reader reader_aside = {
	.kind = "aside",
	.words = "tables beside the matter, interrupts, slabs, containers, pods",
	.probe = probe,
	.read = take,
};
