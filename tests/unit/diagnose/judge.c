/* Causes, ranks, and what is ruled out. */
#include "made.h"

#include "diagnose/rule.h"

#define HEADINGS "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
#define FULL_LISTENER "LISTEN 6 5 192.0.2.5:8080 0.0.0.0:*\n"
#define OVERFLOWS                                         \
	"$ nstat -asz\n#kernel\nTcpPassiveOpens 30 0.0\n" \
	"TcpExtListenOverflows 28 0.0\nTcpExtListenDrops 28 0.0\n"

/* Twelve CLOSE-WAIT on a port, with so many bytes unread. */
static void
close_waits(struct made *m, unsigned port, unsigned unread)
{
	struct out o;

	out_init_memory(&o);
	out_puts(&o, "$ ss -tan\n" HEADINGS FULL_LISTENER);
	for (unsigned i = 0; i < 12; i++)
		out_printf(&o, "CLOSE-WAIT %u 0 192.0.2.5:%u 198.51.100.9:%u\n", unread, port,
			   40000 + i);
	out_puts(&o, "\n" OVERFLOWS);
	made_text(m, "paste.txt", str_to_cstr(&m->arena, out_text(&o)));
	out_fini(&o);
}

/* Nobody accepted them: their clients gave up, and the leak is no second trouble. */
static void
a_cause_takes_its_consequence(void **state)
{
	const struct finding *leak;
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	close_waits(&m, 8080, 101);
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "accept-queue-overflow");
	leak = made_found(d, "close-wait-leak");
	assert_non_null(leak);
	assert_ptr_equal(leak->cause, d->verdict);
	assert_true(leak->confidence < 0.5);
	assert_int_equal(d->verdict->explains.n, 1);
	assert_string_equal(d->verdict->explains.v[0], "close-wait-leak");
	assert_null(d->second);
	made_fini(&m);
}

/* Another port, and read to the end: two incidents; nobody served comes first. */
static void
independent_ones_stand_side_by_side(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	close_waits(&m, 9090, 0);
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "accept-queue-overflow");
	assert_non_null(d->second);
	assert_string_equal(d->second->id, "close-wait-leak");
	assert_null(d->second->cause);
	assert_ptr_equal(d->findings.v[0], d->verdict);
	made_fini(&m);
}

/* A flood that is absorbed hurts nobody: what does comes before it. */
static void
harm_comes_before_fright(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	made_text(&m, "nstat.txt",
		  "$ nstat -asz\n#kernel\nTcpExtSyncookiesSent 41827 0.0\n"
		  "TcpExtSyncookiesRecv 312 0.0\n");
	made_text(&m, "ss.txt",
		  "$ ss -tan state established | wc -l\n12384\n"
		  "$ ss -tan state close-wait | wc -l\n9821\n");
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "close-wait-leak");
	assert_non_null(made_found(d, "syn-flood-absorbed"));
	assert_string_equal(d->second->id, "syn-flood-absorbed");
	made_fini(&m);
}

/* A small window for window_s and, in another connection, packets late for late_s. */
static const char *
verdict_of(int64_t window_s, int64_t late_s)
{
	struct conn *c;
	struct made m;
	const char *id;

	made_init(&m);
	c = made_conn(&m);
	c->last_ns = (window_s + 1) * NS_PER_S;
	c->half[C2S].window_max_bytes = 65536;
	c->ledger.ns[ACCOUNT_RECEIVE_WINDOW] = window_s * NS_PER_S;
	c = made_conn(&m);
	c->last_ns = (late_s + 1) * NS_PER_S;
	c->half[S2C].out_of_order = 100;
	c->ledger.ns[ACCOUNT_REORDERING] = late_s * NS_PER_S;
	id = made_judge(&m)->verdict->id;
	made_fini(&m);
	return id;
}

/* Both are sure, neither explains the other: the one that took more time. */
static void
what_cost_more_time_comes_first(void **state)
{
	(void)state;
	assert_string_equal(verdict_of(100, 2), "receive-window-limited");
	assert_string_equal(verdict_of(3, 100), "reordering");
}

/* A shut window is behind a small one, whichever took more of the time. */
static void
a_cause_comes_before_a_larger_consequence(void **state)
{
	struct conn *c;
	struct made m;

	(void)state;
	made_init(&m);
	c = made_conn(&m);
	c->last_ns = 100 * (int64_t)NS_PER_S;
	c->half[C2S].zero_windows = 3;
	c->half[C2S].zero_window_longest_ns = 9 * (int64_t)NS_PER_S;
	c->half[C2S].zero_window_ns = 30 * (int64_t)NS_PER_S;
	c->ledger.ns[ACCOUNT_ZERO_WINDOW] = 30 * (int64_t)NS_PER_S;
	c->ledger.ns[ACCOUNT_RECEIVE_WINDOW] = 60 * (int64_t)NS_PER_S;
	assert_string_equal(made_judge(&m)->verdict->id, "zero-window-stall");
	made_fini(&m);
}

static void
benign_is_the_verdict_only_without_accusation(void **state)
{
	static const char table[] = "$ ss -tan | awk '{print $1}' | sort | uniq -c\n"
				    "    400 TIME-WAIT\n     20 ESTAB\n";
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	made_text(&m, "ss.txt", table);
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "time-wait-normal");
	assert_false(d->suspicion);
	made_fini(&m);

	made_init(&m);
	made_text(&m, "ss.txt", table);
	made_text(&m, "nstat.txt", OVERFLOWS);
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "accept-queue-overflow");
	assert_non_null(made_found(d, "time-wait-normal"));
	made_fini(&m);
}

/* One SYN and no answer yet: a suspicion is said as one. */
static void
weak_evidence_is_a_suspicion(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	made_text(&m, "tcpdump.txt",
		  "10:00:00.000000 IP 192.0.2.5.40001 > 198.51.100.9.443: Flags [S], seq 100, "
		  "win 64240, options [mss 1460], length 0\n"
		  "10:00:01.010000 IP 192.0.2.5.40001 > 198.51.100.9.443: Flags [S], seq 100, "
		  "win 64240, options [mss 1460], length 0\n");
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "syn-blackholed");
	assert_true(d->suspicion); /* the answer may be lost as well */
	made_fini(&m);

	made_init(&m);
	made_text(&m, "dmesg.txt",
		  "[   90.230000] TCP: request_sock_TCP: Possible SYN flooding on port 80. "
		  "Sending cookies.  Check SNMP counters.\n");
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "syn-flood-absorbed");
	assert_true(d->suspicion);
	assert_true(d->verdict->settle.n > 0);
	made_fini(&m);
}

/* Nothing at all, and nothing that can be judged: never NULL, and not sure. */
static void
an_empty_case_has_a_verdict(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "healthy");
	assert_true(d->suspicion);
	assert_int_equal(d->findings.n, 0);
	assert_true(d->verdict->summary.n > 0);
	made_fini(&m);
}

/* Each rival of the verdict has a reason, or stands beside it as a finding. */
static void
rivals_are_ruled_out_by_name(void **state)
{
	const struct finding *v;
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	made_text(&m, "ss.txt",
		  "$ ss -tin\n" HEADINGS "ESTAB 0 0 10.0.0.5:44120 203.0.113.20:443\n"
		  "\t cubic wscale:7,7 rtt:148.2/9.1 mss:1448 cwnd:11 ssthresh:8\n"
		  "\t bytes_sent:9000000 bytes_acked:9000000 retrans:0/214 reordering:12\n");
	d = made_judge_texts(&m);
	v = d->verdict;
	assert_string_equal(v->id, "random-loss-long-rtt");
	for (size_t i = 0; i < RULE_RIVALS_MAX && v->rule->rivals[i]; i++)
		if (!made_has_reason(v, v->rule->rivals[i]))
			fail_msg("no reason against %s", v->rule->rivals[i]);
	assert_false(made_has_reason(v, v->id));
	made_fini(&m);
}

/* A socket of which the packets are there is judged by the packets. */
static void
packets_outweigh_a_row(void **state)
{
	static const char row[] =
		"$ ss -tin\n" HEADINGS "ESTAB 0 300000 198.51.100.5:443 192.0.2.1:40000\n"
		"\t cubic wscale:7,7 rtt:180/26 mss:1448 cwnd:14 ssthresh:10 bytes_sent:2200000 "
		"bytes_acked:2100000 busy:9000ms retrans:0/30 minrtt:150\n";
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	made_capture(&m);
	made_text(&m, "ss.txt", row);
	made_conn(&m); /* the same ends, and no loss */
	d = made_judge(&m);
	assert_null(made_found(d, "random-loss-long-rtt"));
	made_fini(&m);

	made_init(&m);
	made_text(&m, "ss.txt", row);
	d = made_judge_texts(&m);
	assert_string_equal(d->verdict->id, "random-loss-long-rtt");
	made_fini(&m);
}

/* Each connection once, and nothing lost on the way. */
static void
ledgers_add_up(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	for (unsigned i = 0; i < 3; i++)
		made_conn(&m);
	/* the first one a second time, from another capture */
	vec_push(&m.arena, &m.cs.views, m.cs.views.v[2]);
	d = made_judge(&m);
	assert_true(d->ledger_ns[ACCOUNT_CONGESTION_WINDOW] == 27 * (int64_t)NS_PER_S);
	assert_true(d->ledger_ns[ACCOUNT_SLOW_START] == 3 * (int64_t)NS_PER_S);
	made_fini(&m);
}

/* One of two thousand connections held for a moment is no incident; as one of ten it is. */
static void
what_few_suffer_is_no_verdict(void **state)
{
	static const struct {
		unsigned all;
		bool accused;
	} crowds[] = { { 2500, false }, { 10, true } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(crowds); i++) {
		const struct finding *found;
		struct diagnosis *d;
		struct made m;
		struct conn *c;

		made_init(&m);
		for (unsigned n = 1; n < crowds[i].all; n++)
			made_conn(&m);
		c = made_conn(&m);
		c->half[C2S].window_max_bytes = 65536;
		made_charge(c, ACCOUNT_RECEIVE_WINDOW, 8 * (int64_t)NS_PER_S);
		d = made_judge(&m);
		found = made_found(d, "receive-window-limited");
		assert_non_null(found);
		assert_int_equal(found->confidence >= 0.5, crowds[i].accused);
		assert_int_equal(d->verdict == found, crowds[i].accused);
		made_fini(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cause_takes_its_consequence),
		cmocka_unit_test(independent_ones_stand_side_by_side),
		cmocka_unit_test(harm_comes_before_fright),
		cmocka_unit_test(what_cost_more_time_comes_first),
		cmocka_unit_test(a_cause_comes_before_a_larger_consequence),
		cmocka_unit_test(benign_is_the_verdict_only_without_accusation),
		cmocka_unit_test(weak_evidence_is_a_suspicion),
		cmocka_unit_test(an_empty_case_has_a_verdict),
		cmocka_unit_test(rivals_are_ruled_out_by_name),
		cmocka_unit_test(packets_outweigh_a_row),
		cmocka_unit_test(ledgers_add_up),
		cmocka_unit_test(what_few_suffer_is_no_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
