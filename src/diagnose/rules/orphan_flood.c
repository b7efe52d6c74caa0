/*
 * orphan-flood: closed sockets with unsent data pile up.
 *
 * close() leaves what is queued to the kernel: the socket has no owner any more, an
 * orphan, and lives until all is acknowledged. Where peers do not read, that is never,
 * and the kernel kills orphans beyond tcp_max_orphans with a RST ("too many orphaned
 * sockets", TCPAbortOnMemory). The limit only bounds the damage: the question is who
 * closes with data queued.
 */
#include <inttypes.h>

#include "diagnose/closing.h"
#include "diagnose/rule.h"

/* Linux keeps 64 KB for each at most (ip-sysctl.rst, tcp_max_orphans). */
#define ORPHAN_BYTES 65536.0
/* Closed, and its data is under way: normal for a moment, and for a few. */
#define FEW 10
#define MANY 100
/* orphans above half the limit are doubled in tcp_too_many_orphans, and warned of */
#define NEAR_LIMIT 0.5

struct orphans {
	uint64_t told; /* by ss -s, sockstat */
	struct origin at;
	uint64_t warnings;
	const struct log_line *warning;
	struct counter_found killed;
	uint64_t rows, shut; /* closed with data queued; of them the peer does not read */
	uint64_t bytes;
	const struct sock *example;
	uint16_t port;
	uint64_t limit;	 /* 0 not told */
	uint64_t in_use; /* sockets of TCP, by sockstat; 0 not told */
};

static void
gather_counts(const struct crux_case *cs, struct orphans *o)
{
	struct str limit = case_setting(cs, "net.ipv4.tcp_max_orphans");
	struct counter_found now = case_counter(cs, "SockstatTCPOrphan");

	o->in_use = case_counter(cs, "SockstatTCPInuse").value;
	if (now.found) {
		o->told = now.value;
		o->at = now.at;
	}
	for (size_t i = 0; i < cs->state_counts.n; i++) {
		const struct state_count *c = &cs->state_counts.v[i];

		if (str_eq(c->what, STR("orphaned")) && c->count > o->told) {
			o->told = c->count;
			o->at = c->at;
		}
	}
	if (limit.n)
		str_to_u64(limit, &o->limit);
}

/* Closed, and more than the FIN is still to be sent. */
static bool
is_closed_with_data(const struct sock *s)
{
	return (s->state == TCP_FIN_WAIT_1 || s->state == TCP_LAST_ACK ||
		s->state == TCP_CLOSING) &&
	       s->has_queues && s->send_q > 1 && s->process.n == 0;
}

static void
gather_rows(const struct crux_case *cs, struct orphans *o)
{
	uint32_t sample = NO_SAMPLE;
	uint64_t rows = 0, shut = 0, bytes = 0;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (!is_closed_with_data(s))
			continue;
		if (s->sample != sample)
			rows = shut = bytes = 0;
		sample = s->sample;
		rows++;
		bytes += s->send_q;
		shut += (s->has & SOCK_TIMER) && s->timer == TIMER_PERSIST;
		if (rows <= o->rows)
			continue;
		o->rows = rows;
		o->shut = shut;
		o->bytes = bytes;
		o->example = s;
	}
}

/* Each on its own: the log names the limit, counts say how near it is. */
static double
judge(const struct orphans *o)
{
	uint64_t n = MAX(o->told, o->rows);
	double not_sure = 1;

	if (o->warnings)
		not_sure *= 0.15;
	if (o->limit)
		not_sure *=
			1 - 0.7 * ramp((double)n / (double)o->limit, NEAR_LIMIT / 2, NEAR_LIMIT);
	if (n >= FEW)
		not_sure *= 1 - 0.35 * ramp((double)n, FEW, MANY);
	/* most of a host's sockets: seldom, where they drain as they should */
	if (o->in_use && n >= FEW)
		not_sure *= 1 - 0.4 * ramp((double)n / (double)o->in_use, 0.2, 0.8);
	if (o->rows >= FEW)
		not_sure *= 0.7;
	/* memory as a whole may be short as well: memory-pressure */
	if (o->killed.found && o->killed.growth && (o->warnings || n >= FEW))
		not_sure *= 0.6;
	return not_sure < 1 ? 1 - not_sure : 0;
}

static void
speak(const struct orphans *o, struct finding *f)
{
	uint64_t n = MAX(o->told, o->rows);

	finding_say(f, "Sockets are closed with data still queued%s: %s%s.",
		    o->port ? say(f, " on port %u", o->port) : "",
		    n ? say_things(f, n, "orphan waits", "orphans wait") : "orphans pile up",
		    o->killed.growth ? say(f, ", %s killed by the kernel's limit",
					   say_things(f, o->killed.growth, "was", "were"))
				     : "");
	if (o->warning)
		finding_at(f, o->warning->at, "\"" STR_F "\": %s: beyond tcp_max_orphans%s",
			   STR_A(str_sub(o->warning->text, 0, 60)),
			   say_things(f, o->warnings, "line", "lines"),
			   o->limit ? say(f, " = %" PRIu64, o->limit) : "");
	if (o->told)
		finding_at(f, o->at, "%s orphaned: closed by their program, not by their peer",
			   say_count(f, o->told));
	if (o->killed.growth)
		finding_at(f, o->killed.at,
			   "TCPAbortOnMemory %s: so many were reset, their data lost",
			   say_count(f, o->killed.growth));
	if (o->rows)
		finding_at(f, o->example->at, "%s closed with %s of data queued%s",
			   say_things(f, o->rows, "socket", "sockets"),
			   say_bytes(f, (double)o->bytes),
			   o->shut ? say(f, "; the peers of %s do not read: their window is shut",
					 say_count(f, o->shut))
				   : "");
	finding_harm_estimated(f, 0, o->killed.growth ? o->killed.growth : n, o->bytes);
}

static void
advise(const struct orphans *o, struct finding *f)
{
	const char *port = o->port ? say(f, "%u", o->port) : "PORT";
	uint64_t n = MAX(MAX(o->told, o->rows), o->limit);

	finding_fix(f, SCOPE_CODE,
		    "Find who closes on port %s while its answer is still queued, and let it wait "
		    "until the client has read (or reset it at once).",
		    port);
	finding_command(f, "who they belong to: FIN-WAIT-1 with a Send-Q",
			"ss -tano state fin-wait-1 state last-ack state closing 'sport = :%s'",
			port);
	finding_command(f, "in the program: wait for the client, 30 s at most, before close()",
			"shutdown(fd, SHUT_WR); poll(&(struct pollfd){ fd, POLLIN }, 1, 30000);");
	finding_command(f, "where the answer may be dropped: RST at close(), nothing stays",
			"struct linger now = { 1, 0 }; setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, "
			"sizeof now);");
	finding_command(f, "give orphans up after some 6 s, for the whole host",
			"sysctl -w net.ipv4.tcp_orphan_retries=3");
	finding_command(f,
			say(f, "the limit, if memory allows: 64 KB each, %s together",
			    say_bytes(f, (double)MAX(n, 1024) * 4 * ORPHAN_BYTES)),
			"sysctl -w net.ipv4.tcp_max_orphans=%" PRIu64, MAX(n, 1024) * 4);
	finding_command(f, "for good",
			"echo 'net.ipv4.tcp_max_orphans = %" PRIu64
			"' > /etc/sysctl.d/60-orphans.conf",
			MAX(n, 1024) * 4);
	finding_risk(f, "a higher limit keeps more memory for peers that do not read; an attacker "
			"can fill it");
	finding_expect(f, "orphans", (double)MAX(o->told, o->rows), 0,
		       "Orphans stay few, and no connection is reset for being one too many.");
	finding_verify(f, "cat /proc/net/sockstat; nstat -az TcpExtTCPAbortOnMemory    # twice");
	finding_settle(
		f, "whether it is the limit of orphans or memory as a whole",
		"dmesg | grep -e orphaned -e 'out of memory'; cat /proc/net/sockstat; sysctl "
		"net.ipv4.tcp_max_orphans net.ipv4.tcp_mem");
	finding_refuse(f, "Raise tcp_mem: the limit that is hit counts sockets, not pages.");
	finding_refuse(f, "Lower tcp_fin_timeout: these are not in FIN-WAIT-2.");
}

static void
others(const struct orphans *o, struct finding *f)
{
	if (o->warnings)
		finding_not(f, "memory-pressure",
			    "the log names orphaned sockets, not memory: \"too many orphaned "
			    "sockets\"");
	finding_not(f, "close-wait-leak", "this side has closed; that is no leak of descriptors");
	if (o->rows)
		finding_not(f, "last-ack-stuck", "data waits in them, not only a FIN");
	finding_not(f, "time-wait-normal", "these have data to deliver, TIME-WAIT has none");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct orphans o = { .killed = counter_of(cs, "TcpExtTCPAbortOnMemory") };

	gather_counts(cs, &o);
	gather_rows(cs, &o);
	o.warnings = log_count(cs, LOG_ORPHANS, &o.warning);
	o.port = o.example ? o.example->local.port : 0;
	finding_sure(f, judge(&o));
	if (f->confidence <= 0) {
		finding_not(f, f->id, "no orphans beyond a few, and no warning of them");
		return;
	}
	speak(&o, f);
	/* their windows are shut: it is the same sockets that the wire shows */
	if (o.shut * 2 > o.rows)
		finding_explains(f, "zero-window-stall");
	advise(&o, f);
	others(&o, f);
}

const struct rule rule_orphan_flood = {
	.id = "orphan-flood",
	.title = "closed sockets with unsent data pile up",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_SOCKETS | WITNESS_LOG | WITNESS_COUNTERS,
	.explains = { "last-ack-stuck", "memory-pressure", "dead-peer-timeout" },
	.rivals = { "memory-pressure", "close-wait-leak", "last-ack-stuck", "time-wait-normal" },
	.look = look,
};
