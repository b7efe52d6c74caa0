/*
 * memory-pressure: TCP as a whole is at tcp_mem.
 *
 * tcp_mem is three numbers of pages: below the first all is well, from the second
 * on (pressure) windows shrink and queues are pruned, at the third nothing more is
 * allocated and sockets are given up ("out of memory"). The limit is the host's,
 * so one reader that sleeps starves all. What counts is whether it was reached:
 * the kernel says so in its log, in sockstat and in counters, each on its own.
 */
#include <inttypes.h>
#include <string.h>

#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define PAGE_BYTES 4096.0 /* of sockstat's mem, on x86 and most others */
/* Orphans are given up for another limit too (tcp_check_oom in net/ipv4/tcp.c). */
#define SURE_OF_LOG 0.85
#define SURE_OF_LIMIT 0.9     /* mem at tcp_mem[2] */
#define SURE_OF_PRESSURE 0.75 /* mem at tcp_mem[1], or protocols say "yes" */
#define SURE_OF_ENTRIES 0.6   /* TCPMemoryPressures: it was entered, perhaps for a moment */
#define SURE_OF_ABORTS 0.4    /* TCPAbortOnMemory: memory or orphans */

struct limits {
	bool known;
	uint64_t low, pressure, high;
};

struct shortage {
	double not_sure; /* product of what each witness leaves open */
	uint64_t pages;
	struct limits limits;
	uint64_t aborts;
};

static void
witness(struct shortage *s, double sure)
{
	s->not_sure *= 1 - sure;
}

static bool
take_number(struct str *text, uint64_t *ret)
{
	struct str word;

	return str_word(text, &word) && str_to_u64(word, ret);
}

static struct limits
limits_of(const struct crux_case *cs)
{
	struct str text = case_setting(cs, "net.ipv4.tcp_mem");
	struct limits l = { 0 };

	l.known = take_number(&text, &l.low) && take_number(&text, &l.pressure) &&
		  take_number(&text, &l.high) && l.high > 0;
	return l;
}

/* ---- the witnesses ---- */

static void
hear_log(const struct crux_case *cs, struct shortage *s, struct finding *f)
{
	const struct log_line *first = NULL;
	uint64_t n = log_count(cs, LOG_OUT_OF_MEMORY, &first);

	if (!n)
		return;
	witness(s, SURE_OF_LOG);
	finding_at(f, first->at, "\"TCP: out of memory\", %s: TCP had reached tcp_mem",
		   say_things(f, n, "time", "times"));
}

static void
hear_sockstat(const struct crux_case *cs, struct shortage *s, struct finding *f)
{
	struct counter_found mem = case_counter(cs, "SockstatTCPMem");
	struct counter_found press = case_counter(cs, "ProtocolsTCPPressure");

	s->limits = limits_of(cs);
	s->pages = mem.found ? mem.value : 0;
	if (mem.found && s->limits.known && mem.value >= s->limits.pressure) {
		witness(s, mem.value >= s->limits.high ? SURE_OF_LIMIT : SURE_OF_PRESSURE);
		finding_at(f, mem.at, "TCP holds %s pages (%s); tcp_mem is %s, %s, %s",
			   say_count(f, mem.value), say_bytes(f, (double)mem.value * PAGE_BYTES),
			   say_count(f, s->limits.low), say_count(f, s->limits.pressure),
			   say_count(f, s->limits.high));
	}
	if (!press.found || press.value == 0)
		return;
	witness(s, SURE_OF_PRESSURE);
	finding_at(f, press.at, "/proc/net/protocols: TCP is under memory pressure");
}

static void
hear_counters(const struct crux_case *cs, struct shortage *s, struct finding *f)
{
	struct counter_found entered = counter_of(cs, "TcpExtTCPMemoryPressures");
	struct counter_found aborts = counter_of(cs, "TcpExtTCPAbortOnMemory");

	if (entered.found && entered.growth) {
		witness(s, SURE_OF_ENTRIES);
		finding_at(f, entered.at, "TCPMemoryPressures %s: times that pressure was entered",
			   say_count(f, entered.growth));
	}
	if (aborts.found && aborts.growth) {
		s->aborts = aborts.growth;
		witness(s, SURE_OF_ABORTS);
		finding_at(f, aborts.at, "TCPAbortOnMemory %s: connections given up for memory",
			   say_count(f, aborts.growth));
	}
}

/* What follows from it, and proves nothing alone: a full socket does that, too. */
static void
hear_consequences(const struct crux_case *cs, struct finding *f)
{
	static const struct {
		const char *name, *means;
	} signs[] = {
		{ "TcpExtPruneCalled", "receive queues were squeezed" },
		{ "TcpExtTCPRcvQDrop", "segments were dropped at full receive queues" },
		{ "TcpExtRcvPruned", "data was dropped from receive queues" },
	};

	for (size_t i = 0; i < COUNT_OF(signs); i++) {
		struct counter_found c = counter_of(cs, signs[i].name);

		if (c.found && c.growth)
			finding_at(f, c.at, "%s %s: %s", signs[i].name + strlen("TcpExt"),
				   say_count(f, c.growth), signs[i].means);
	}
}

/* ---- who holds it ---- */

struct holder {
	uint16_t port;
	struct str process;
	uint64_t unread, unsent, sockets;
};

#define HOLDERS_MAX 64 /* services of one host; more share the last place */

static struct holder *
holder_of(struct holder *all, size_t *n, uint16_t port)
{
	for (size_t i = 0; i < *n; i++)
		if (all[i].port == port)
			return &all[i];
	if (*n < HOLDERS_MAX)
		all[(*n)++] = (struct holder){ .port = port };
	return &all[*n - 1];
}

/* Of the sample that has the most in its queues: the local port with the largest share. */
static struct holder
largest_holder(const struct crux_case *cs)
{
	struct holder best = { 0 };

	for (size_t i = 0, end; i < cs->socks.n; i = end) {
		struct holder all[HOLDERS_MAX];
		size_t n = 0;

		for (end = i; end < cs->socks.n && cs->socks.v[end].sample == cs->socks.v[i].sample;
		     end++) {
			const struct sock *s = &cs->socks.v[end];
			struct holder *h;

			if (s->state == TCP_LISTEN || !s->has_queues)
				continue;
			h = holder_of(all, &n, s->local.port);
			h->unread += (s->has & SOCK_SKMEM) ? MAX(s->skmem_r, s->recv_q) : s->recv_q;
			h->unsent += (s->has & SOCK_SKMEM) ? MAX(s->skmem_w, s->send_q) : s->send_q;
			h->sockets++;
			if (s->process.n)
				h->process = s->process;
		}
		for (size_t k = 0; k < n; k++)
			if (all[k].unread + all[k].unsent > best.unread + best.unsent)
				best = all[k];
	}
	return best;
}

static void
say_holder(const struct crux_case *cs, const struct holder *h, struct finding *f)
{
	for (size_t i = 0; i < cs->socks.n; i++)
		if (cs->socks.v[i].local.port == h->port && cs->socks.v[i].state != TCP_LISTEN) {
			finding_at(f, cs->socks.v[i].at,
				   "port %u%s" STR_F "%s: %s hold %s unread and %s unsent", h->port,
				   h->process.n ? " (" : "", STR_A(h->process),
				   h->process.n ? ")" : "",
				   say_things(f, h->sockets, "socket", "sockets"),
				   say_bytes(f, (double)h->unread),
				   say_bytes(f, (double)h->unsent));
			return;
		}
}

/* ---- words ---- */

static void
advise_limit(const struct shortage *s, struct finding *f)
{
	/* a quarter more than what was wanted, pressure and low as the kernel spaces them */
	uint64_t high = MAX(s->pages, s->limits.high) * 5 / 4;

	if (s->limits.known)
		finding_command(f, "only then: the limits in pages, until the next boot",
				"sysctl -w net.ipv4.tcp_mem='%" PRIu64 " %" PRIu64 " %" PRIu64 "'",
				high / 2, high / 3 * 2, high);
	else
		finding_command(f,
				"only then: the limits in pages, what they are and what they "
				"should be",
				"sysctl net.ipv4.tcp_mem; sysctl -w net.ipv4.tcp_mem='LOW PRESSURE "
				"HIGH'");
	finding_command(f, "what is set now, for good",
			"sysctl net.ipv4.tcp_mem > /etc/sysctl.d/60-tcp-mem.conf");
}

static void
advise(const struct shortage *s, const struct holder *h, struct finding *f)
{
	if (h->unread > h->unsent)
		finding_fix(f, SCOPE_CODE,
			    "Find out why the program on port %u leaves %s unread in its sockets: "
			    "it holds the memory. Then see whether tcp_mem is too small.",
			    h->port, say_bytes(f, (double)h->unread));
	else if (h->unsent)
		finding_fix(f, SCOPE_CODE,
			    "Find out why %s wait unsent on port %u: bound what the program "
			    "queues for slow peers. Then see whether tcp_mem is too small.",
			    say_bytes(f, (double)h->unsent), h->port);
	else
		finding_fix(f, SCOPE_PROCESS,
			    "Find whose sockets hold the memory, and make it read or send less; "
			    "raise tcp_mem only when the load is honest.");
	finding_command(f, "whose queues are full: Recv-Q, Send-Q and skmem",
			"ss -tanmp | sort -rnk2 | head");
	finding_command(f, "how much of it is used, again and again",
			"grep TCP: /proc/net/sockstat; sysctl net.ipv4.tcp_mem");
	advise_limit(s, f);
	finding_risk(f, "pages for TCP are taken from everything else: keep tcp_mem's third number "
			"below a quarter of the memory");
	if (s->limits.known)
		finding_expect(f, "tcp_memory_pages", (double)s->pages, (double)s->limits.low,
			       "TCP holds less than %s pages (%s); then no window is shrunk and no "
			       "connection given up for memory.",
			       say_count(f, s->limits.low),
			       say_bytes(f, (double)s->limits.low * PAGE_BYTES));
	else
		finding_expect(f, NULL, NAN, NAN,
			       "mem in sockstat stays below tcp_mem's first number, and the "
			       "counters stand still.");
	finding_verify(f, "nstat -az TcpExtTCPMemoryPressures TcpExtTCPAbortOnMemory    # twice");
	finding_verify(f, "dmesg | grep 'consider tuning tcp_mem'    # nothing new");
	finding_settle(f, "how near TCP is to its limit",
		       "cat /proc/net/sockstat; sysctl net.ipv4.tcp_mem");
	finding_refuse(f, "Larger tcp_rmem or tcp_wmem: each socket would take more of what is "
			  "short.");
}

/* Orphans reach a limit of their own, and are counted as given up for memory as well. */
static void
look_orphans(const struct crux_case *cs, const struct shortage *s, struct finding *f)
{
	uint64_t orphans = log_count(cs, LOG_ORPHANS, NULL);
	bool over = s->limits.known && s->pages >= s->limits.pressure;

	if (orphans && !log_count(cs, LOG_OUT_OF_MEMORY, NULL) && !over)
		finding_doubt(f, 0.35);
	else if (!orphans)
		finding_not(f, "orphan-flood", "nothing says \"too many orphaned sockets\"");
}

static uint64_t
sockets_that_suffer(const struct crux_case *cs, const struct holder *h, const struct shortage *s)
{
	struct origin at;
	uint64_t all = MAX(h->sockets, case_sockets_in_state(cs, TCP_ESTABLISHED, &at));

	return MAX(all, s->aborts);
}

static void
say_verdict(const struct crux_case *cs, const struct shortage *s, struct finding *f)
{
	struct holder h = largest_holder(cs);

	if (s->limits.known && s->pages)
		finding_say(f,
			    "TCP as a whole is out of memory: it holds %s pages (%s) where tcp_mem "
			    "allows %s%s.",
			    say_count(f, s->pages), say_bytes(f, (double)s->pages * PAGE_BYTES),
			    say_count(f, s->limits.high),
			    h.unread > h.unsent ? ", most of it data that nobody reads" : "");
	else
		finding_say(f,
			    "TCP as a whole is out of memory (tcp_mem): windows shrink, segments "
			    "are dropped and connections given up%s%s.",
			    s->aborts ? ", so far " : "", s->aborts ? say_count(f, s->aborts) : "");
	if (h.unread + h.unsent)
		say_holder(cs, &h, f);
	hear_consequences(cs, f);
	finding_not(f, "zero-window-stall",
		    "windows shut for all sockets at once, by the host's limit");
	finding_not(f, "receiver-drops", "queues are cut by the limit of all TCP, not by CPU time");
	finding_not(f, "close-wait-leak", "the limit is memory, not sockets that nobody closes");
	finding_harm_estimated(f, 0, sockets_that_suffer(cs, &h, s), 0);
	advise(s, &h, f);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct shortage s = { .not_sure = 1 };

	hear_log(cs, &s, f);
	hear_sockstat(cs, &s, f);
	hear_counters(cs, &s, f);
	if (s.not_sure < 1) {
		finding_sure(f, 1 - s.not_sure);
		say_verdict(cs, &s, f);
		look_orphans(cs, &s, f);
	} else if (s.pages && s.limits.known) {
		finding_not(f, "memory-pressure",
			    "TCP holds %s pages, below the %s of tcp_mem where pressure begins",
			    say_count(f, s.pages), say_count(f, s.limits.pressure));
	} else if (case_counter(cs, "TcpExtTCPMemoryPressures").found) {
		finding_not(f, "memory-pressure",
			    "TCPMemoryPressures and TCPAbortOnMemory have not grown");
	}
}

const struct rule rule_memory_pressure = {
	.id = "memory-pressure",
	.title = "TCP as a whole is at tcp_mem",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_COUNTERS | WITNESS_LOG | WITNESS_SOCKETS,
	.explains = { "zero-window-stall", "receiver-drops", "receive-window-limited" },
	.rivals = { "zero-window-stall", "receiver-drops", "orphan-flood", "close-wait-leak" },
	.look = look,
};
