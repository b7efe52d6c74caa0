/*
 * contradict.c - witnesses that cannot both be right
 *
 * Each check holds two witnesses of the same thing against each other. What does
 * not fit is of another time, another host or another connection than it seems:
 * whoever reads the report must know it, whatever the verdict.
 */
#include <string.h>

#include "diagnose/facts.h"
#include "diagnose/judge.h"
#include "diagnose/rule.h"

#define CONTRADICTIONS_MAX 4 /* more say the same: these are not of one incident */
/* Two samples of an RTT on one path; beyond, queues do not explain it. */
#define RTT_TIMES 10
#define RTT_SLACK_NS (20 * (int64_t)NS_PER_MS)
/* A capture and a socket count the same bytes; the moment of ss may be a little off. */
#define BYTES_SLACK 0.1
/* Segments that a capture may hold and a socket not: of the last moment, copies. */
#define SEGMENTS_SLACK 3
#define ENDS_BYTES (2 * sizeof(struct endpoint))

struct bench { /* what all checks need */
	struct diagnosis *d;
	const struct crux_case *cs;
	struct arena *arena;
	struct finding words; /* for say_…: only its arena */
};

static void
add(struct bench *b, struct origin at, struct origin against, struct str words)
{
	struct contradiction c = { at, against, words };

	if (b->d->contradictions.n < CONTRADICTIONS_MAX)
		vec_push(b->arena, &b->d->contradictions, c);
}

/* The smallest RTT of a socket against all that the capture beside it saw. */
static void
check_rtt(struct bench *b, const struct sock *s, const struct view *v, const struct half *me)
{
	const struct rtt_stats *r = &me->rtt;
	struct origin wire = { .input = v->input };

	if (!(s->has & SOCK_MIN_RTT) || r->samples < SEGMENTS_SLACK || s->min_rtt_ns <= 0)
		return;
	if (s->min_rtt_ns > RTT_TIMES * r->max_ns + RTT_SLACK_NS)
		add(b, s->at, wire,
		    str_printf(b->arena,
			       "ss says minrtt %s for %s, the capture shows no RTT above %s: "
			       "they are of different times or paths.",
			       say_time(&b->words, s->min_rtt_ns),
			       say_endpoint(&b->words, &s->peer), say_time(&b->words, r->max_ns)));
}

/* ss counts what was sent again; a capture that has all of it must agree. */
static void
check_repeats(struct bench *b, const struct sock *s, const struct view *v, const struct half *me)
{
	uint64_t told = (s->has & SOCK_RETRANS) ? s->retrans_total : 0;
	struct origin wire = { .input = v->input };

	if (!(s->has & SOCK_BYTES_SENT) || me->acked_unseen_bytes)
		return;
	/* taken after the capture's last byte, and yet fewer repeats than it shows */
	if (s->bytes_sent >= me->bytes && me->retransmissions > told + SEGMENTS_SLACK) {
		add(b, s->at, wire,
		    str_printf(b->arena,
			       "ss says %s sent again to %s, the capture shows %s: are they of the "
			       "same host and time?",
			       told ? say_things(&b->words, told, "segment", "segments")
				    : "nothing was",
			       say_endpoint(&b->words, &s->peer),
			       say_count(&b->words, me->retransmissions)));
		return;
	}
	/* the capture has all bytes that the socket ever sent, but not the repeats */
	if ((s->has & SOCK_BYTES_RETRANS) && me->bytes >= s->bytes_sent &&
	    v->conn->opening == OPENING_DONE &&
	    (double)s->bytes_retrans > (1 + BYTES_SLACK) * (double)me->retransmitted_bytes +
					       SEGMENTS_SLACK * (double)MAX(me->mss_seen, 1))
		add(b, s->at, wire,
		    str_printf(
			    b->arena,
			    "ss says %s were sent again to %s, the capture shows %s: are they of "
			    "the same host and time?",
			    say_bytes(&b->words, (double)s->bytes_retrans),
			    say_endpoint(&b->words, &s->peer),
			    say_bytes(&b->words, (double)me->retransmitted_bytes)));
}

static struct str
ends_key(char buf[ENDS_BYTES], const struct endpoint *from, const struct endpoint *to)
{
	memcpy(buf, from, sizeof *from);
	memcpy(buf + sizeof *from, to, sizeof *to);
	return (struct str){ buf, ENDS_BYTES };
}

/* Rows of ss against captures made at the same host: what left it is what stands there. */
static void
check_rows(struct bench *b)
{
	const struct crux_case *cs = b->cs;
	char key[ENDS_BYTES];
	struct map rows;

	map_init(&rows, b->arena);
	for (size_t i = 0; cs->views.n && i < cs->socks.n; i++) {
		struct sock *s = &cs->socks.v[i];

		if (s->local.port && s->peer.port)
			*map_put(&rows, ends_key(key, &s->local, &s->peer)) = s;
	}
	for (size_t i = 0; rows.n && i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];
		bool at_client = v->conn->vantage == VANTAGE_CLIENT;
		const struct endpoint *near = at_client ? &v->conn->client : &v->conn->server;
		const struct endpoint *far = at_client ? &v->conn->server : &v->conn->client;
		const struct half *me = &v->conn->half[at_client ? C2S : S2C];
		const struct sock *s = map_get(&rows, ends_key(key, near, far));

		if (!s || (!at_client && v->conn->vantage != VANTAGE_SERVER))
			continue;
		check_rtt(b, s, v, me);
		check_repeats(b, s, v, me);
	}
}

/* Each overflow of the accept queue is counted as a drop too (tcp_v4_syn_recv_sock). */
static void
check_overflows(struct bench *b)
{
	struct counter_found over = case_counter(b->cs, "TcpExtListenOverflows");
	uint64_t drops = over.found ? case_counter_in(b->cs, over.sample, "TcpExtListenDrops") : 0;

	if (over.found && drops && drops < over.value)
		add(b, over.at, over.at,
		    str_printf(b->arena,
			       "ListenOverflows %s is above ListenDrops %s, and the kernel counts "
			       "each overflow as a drop: they are not of one moment.",
			       say_count(&b->words, over.value), say_count(&b->words, drops)));
}

/* The kernel's log and its counters of cookies: a log may be older than the last boot. */
static void
check_cookies(struct bench *b)
{
	struct counter_found sent = case_counter(b->cs, "TcpExtSyncookiesSent");
	struct str setting = case_setting(b->cs, "net.ipv4.tcp_syncookies");
	const struct log_line *line;

	if (!sent.found)
		return;
	if (sent.value == 0 && log_count(b->cs, LOG_SYN_FLOOD, &line) && line->says_cookies)
		add(b, line->at, sent.at,
		    STR("The log says that cookies were sent, SyncookiesSent is 0: the log is "
			"older than this boot, or of another host."));
	if (sent.has_before && sent.growth && str_eq(setting, STR("0")))
		add(b, sent.at, sent.at,
		    str_printf(b->arena,
			       "tcp_syncookies is 0, and yet %s cookies were sent between the two "
			       "samples: the setting was changed, or is of another host.",
			       say_count(&b->words, sent.growth)));
}

void
find_contradictions(struct arena *a, struct diagnosis *d)
{
	static void (*const checks[])(struct bench *) = { check_rows, check_overflows,
							  check_cookies };
	struct bench b = { .d = d, .cs = d->cs, .arena = a, .words = { .arena = a } };

	for (size_t i = 0; i < COUNT_OF(checks); i++)
		checks[i](&b);
}
