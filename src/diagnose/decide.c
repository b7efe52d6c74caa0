/*
 * decide.c - the one command whose output would decide
 *
 * What is still open is each finding that is neither sure nor out of the question. A
 * kind of witness that the case lacks would tell most of those apart that listen
 * to it. The findings know the commands, with the incident's own addresses; where
 * none has one of the right kind there is a plain one. It stands first among what
 * would settle the verdict.
 */
#include <string.h>

#include "diagnose/facts.h"
#include "diagnose/judge.h"
#include "diagnose/rule.h"

/* A rule that found nothing is not quite ruled out where its witness is not there. */
#define UNHEARD 0.01
/* Less than this is not worth the typing: ten rules that found nothing at all. */
#define WORTH 0.1

/* How much of a kind of witness is missing: 1 all, 0.5 the other half of it. */
static double
packets_missing(const struct crux_case *cs)
{
	return !cs->views.n ? 1 : cs->views.n == cs->incidents ? 0.5 : 0;
}

static double
counters_missing(const struct crux_case *cs)
{
	for (size_t i = 0; i < cs->samples.n; i++)
		if (cs->samples.v[i].earlier != NO_SAMPLE)
			return 0;
	return cs->counters.n ? 0.5 : 1;
}

static double
sockets_missing(const struct crux_case *cs)
{
	return !cs->socks.n && !cs->state_counts.n;
}

static double
processes_missing(const struct crux_case *cs)
{
	return !cs->processes.n;
}

static double
log_missing(const struct crux_case *cs)
{
	return !cs->logs.n;
}

static double
code_missing(const struct crux_case *cs)
{
	return !cs->code.n;
}

static const struct {
	unsigned witness;
	const char *name;
	double (*missing)(const struct crux_case *cs);
	const char *tools[4];	     /* that bring it; where a finding asks for one, its words go */
	const char *command, *tells; /* where none does */
	const char *half, *half_tells; /* where one half is there */
} kinds[] = {
	{ WITNESS_WIRE,
	  "packets",
	  packets_missing,
	  { "tcpdump", "tshark", "dumpcap" },
	  "tcpdump -ni any -s 128 -w x.pcap tcp",
	  "packets of a bad moment",
	  "tcpdump -ni any -s 128 -w other.pcap tcp",
	  "at the other end, at the same time: what was lost before and behind the first" },
	{ WITNESS_SOCKETS,
	  "sockets",
	  sockets_missing,
	  { "ss" },
	  "ss -tanmieo",
	  "states, queues, windows, RTT and loss of the sockets",
	  NULL,
	  NULL },
	{ WITNESS_COUNTERS,
	  "counters",
	  counters_missing,
	  { "nstat", "netstat", "ethtool", "ip" },
	  "nstat -asz; sleep 10; nstat -asz",
	  "what the kernel counts now, and how fast",
	  "nstat -asz",
	  "once more: a rate, where one sample is a lifetime's sum" },
	{ WITNESS_PROCESS,
	  "processes",
	  processes_missing,
	  { "ps", "ls", "top" },
	  "ps -eo pid,rss,vsz,nlwp,stat,args --sort=-rss | head",
	  "which process grows, and whether it runs",
	  NULL,
	  NULL },
	{ WITNESS_LOG,
	  "kernel log",
	  log_missing,
	  { "dmesg", "journalctl" },
	  "dmesg -T | grep -iE 'tcp|conntrack|link|memory'",
	  "what the kernel complained of",
	  NULL,
	  NULL },
	{ WITNESS_CODE, "source code", code_missing, { NULL }, NULL, NULL, NULL, NULL },
};

const char *
witness_name(unsigned witness)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].witness == witness)
			return kinds[i].name;
	return NULL;
}

unsigned
case_witnesses(const struct crux_case *cs)
{
	unsigned there = 0;

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].missing(cs) < 1)
			there |= kinds[i].witness;
	return there;
}

/* How open it is whether this is there: most at even odds. */
static double
open_question(const struct diagnosis *d, const struct finding *f)
{
	if (f->cause || f->benign)
		return 0;
	if (f->confidence > 0)
		return f->confidence * (1 - f->confidence);
	return d->verdict->benign ? UNHEARD : 0; /* something was found: the rest is silent */
}

/* A finding that competes with the verdict, and does not stand beside it. */
static bool
has_rival(const struct diagnosis *d)
{
	for (size_t i = 0; i < d->findings.n; i++)
		if (d->findings.v[i] != d->verdict && d->findings.v[i]->confidence < SURE &&
		    open_question(d, d->findings.v[i]) > 0)
			return true;
	return false;
}

static size_t
most_telling(const struct diagnosis *d)
{
	size_t best = COUNT_OF(kinds);
	double most = WORTH;

	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		double told = 0;

		for (size_t i = 0; kinds[k].command && i < d->all.n; i++)
			if (d->all.v[i]->rule->witnesses & kinds[k].witness)
				told += open_question(d, d->all.v[i]);
		told *= kinds[k].missing(d->cs);
		if (told > most) {
			most = told;
			best = k;
		}
	}
	return best;
}

static bool
is_of_kind(struct str command, size_t kind)
{
	for (size_t i = 0; i < COUNT_OF(kinds[0].tools) && kinds[kind].tools[i]; i++) {
		struct str tool = str_from(kinds[kind].tools[i]);

		if (str_starts(command, tool) && command.n > tool.n && command.p[tool.n] == ' ')
			return true;
	}
	return false;
}

static const struct fix_command *
asked_by(const struct finding *f, size_t kind)
{
	for (size_t i = 0; i < f->settle.n; i++)
		if (is_of_kind(f->settle.v[i].command, kind))
			return &f->settle.v[i];
	return NULL;
}

/* What the verdict, or else an open finding, asks for; the likeliest stand first. */
static const struct fix_command *
asked_for(const struct diagnosis *d, size_t kind)
{
	const struct fix_command *asked = asked_by(d->verdict, kind);

	for (size_t i = 0; !asked && i < d->findings.n; i++)
		if (open_question(d, d->findings.v[i]) > 0)
			asked = asked_by(d->findings.v[i], kind);
	return asked;
}

/* "parts policer from bufferbloat": the first two that it would tell of. */
static struct str
parts(struct arena *a, const struct diagnosis *d, size_t kind, struct str tells)
{
	const char *ids[2] = { NULL, NULL };
	size_t n = 0;

	for (size_t i = 0; i < d->findings.n && n < COUNT_OF(ids); i++) {
		const struct finding *f = d->findings.v[i];

		if (open_question(d, f) > 0 && (f == d->verdict || f->confidence < SURE) &&
		    (f->rule->witnesses & kinds[kind].witness))
			ids[n++] = f->id;
	}
	if (n < COUNT_OF(ids))
		return tells;
	return str_printf(a, STR_F "%sparts %s from %s", STR_A(tells), tells.n ? "; " : "", ids[0],
			  ids[1]);
}

/* First of what would settle it, and not twice. */
static void
put_first(struct arena *a, struct finding *v, struct fix_command c)
{
	size_t n = 0;

	vec_push(a, &v->settle, c);
	for (size_t i = v->settle.n - 1; i > 0; i--)
		v->settle.v[i] = v->settle.v[i - 1];
	v->settle.v[0] = c;
	for (size_t i = 0; i < v->settle.n; i++)
		if (i == 0 || !str_eq(v->settle.v[i].command, c.command))
			v->settle.v[n++] = v->settle.v[i];
	v->settle.n = n;
}

static struct fix_command
command_for(const struct diagnosis *d, size_t kind)
{
	bool half = kinds[kind].missing(d->cs) < 1;
	const struct fix_command *asked = half ? NULL : asked_for(d, kind);

	if (asked)
		return *asked;
	return (struct fix_command){
		.command = str_from(half ? kinds[kind].half : kinds[kind].command),
		.remark = str_from(half ? kinds[kind].half_tells : kinds[kind].tells),
	};
}

void
find_decider(struct arena *a, struct diagnosis *d, struct finding *verdict)
{
	size_t kind;

	/* Sure enough, or nothing is wrong: nobody need type anything. */
	if (verdict->confidence >= SETTLED || (verdict->benign && !d->suspicion))
		return;
	kind = verdict->benign || has_rival(d) ? most_telling(d) : COUNT_OF(kinds);
	if (kind == COUNT_OF(kinds)) { /* one suspicion: its rule knows best what proves it */
		if (verdict->settle.n)
			d->decides = verdict->settle.v[0];
		return;
	}
	d->decides = command_for(d, kind);
	d->decides.remark = parts(a, d, kind, d->decides.remark);
	put_first(a, verdict, d->decides);
}
