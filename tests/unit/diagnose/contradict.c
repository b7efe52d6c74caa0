/* Witnesses that cannot both be right. */
#include "made.h"

/* One row of ss about the made connection, from its server, with these details. */
static struct diagnosis *
beside_ss(struct made *m, uint64_t repeats, const char *details)
{
	struct conn *c;
	struct out o;

	made_init(m);
	c = made_conn(m);
	c->half[S2C].retransmissions = repeats;
	c->half[S2C].retransmitted_bytes = repeats * MADE_MSS;
	c->half[S2C].bytes += repeats * MADE_MSS;
	out_init_memory(&o);
	out_printf(&o,
		   "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
		   "ESTAB 0 0 198.51.100.5:443 192.0.2.1:40000\n"
		   "\t cubic wscale:7,7 rto:240 rtt:45/3 mss:1448 cwnd:30 %s\n",
		   details);
	made_text(m, "ss.txt", str_to_cstr(&m->arena, out_text(&o)));
	out_fini(&o);
	/* keep the made view: only the texts are new */
	return made_judge(m);
}

static void
ss_knows_fewer_repeats_than_the_capture(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = beside_ss(&m, 214, "bytes_sent:9000000 bytes_acked:9000000 minrtt:40");
	assert_int_equal(d->contradictions.n, 1);
	assert_true(str_has(d->contradictions.v[0].words, STR("214")));
	assert_int_equal(d->contradictions.v[0].at.line, 2);
	made_fini(&m);
}

/* Taken in the middle of it: fewer are no wonder. */
static void
an_earlier_ss_is_no_contradiction(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = beside_ss(&m, 214, "bytes_sent:90000 bytes_acked:90000 minrtt:40");
	assert_int_equal(d->contradictions.n, 0);
	made_fini(&m);
}

static void
agreement_is_silent(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = beside_ss(&m, 214, "bytes_sent:9000000 bytes_retrans:309872 retrans:0/214 minrtt:40");
	assert_int_equal(d->contradictions.n, 0);
	made_fini(&m);
}

static void
the_capture_lacks_repeats_that_ss_counts(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = beside_ss(&m, 0, "bytes_sent:2896000 bytes_retrans:309872 retrans:0/214 minrtt:40");
	assert_int_equal(d->contradictions.n, 1);
	made_fini(&m);
}

static void
an_rtt_of_another_path(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = beside_ss(&m, 0, "bytes_sent:90000 minrtt:900");
	assert_int_equal(d->contradictions.n, 1);
	assert_true(str_has(d->contradictions.v[0].words, STR("minrtt")));
	made_fini(&m);
}

static struct diagnosis *
of_text(struct made *m, const char *text)
{
	made_init(m);
	made_text(m, "paste.txt", text);
	return made_judge_texts(m);
}

static void
overflows_above_drops(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = of_text(&m, "$ nstat -asz\n#kernel\nTcpExtListenOverflows 90 0.0\n"
			"TcpExtListenDrops 40 0.0\n");
	assert_int_equal(d->contradictions.n, 1);
	made_fini(&m);
	d = of_text(&m, "$ nstat -asz\n#kernel\nTcpExtListenOverflows 40 0.0\n"
			"TcpExtListenDrops 40 0.0\n");
	assert_int_equal(d->contradictions.n, 0);
	made_fini(&m);
}

#define FLOOD                                                                          \
	"[ 8123.4] TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending " \
	"cookies.  Check SNMP counters.\n"

static void
a_log_older_than_its_counters(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	d = of_text(&m, "$ dmesg\n" FLOOD "$ nstat -asz\n#kernel\nTcpExtSyncookiesSent 0 0.0\n");
	assert_int_equal(d->contradictions.n, 1);
	made_fini(&m);
	d = of_text(&m, "$ dmesg\n" FLOOD "$ nstat -asz\n#kernel\nTcpExtSyncookiesSent 9 0.0\n");
	assert_int_equal(d->contradictions.n, 0);
	made_fini(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ss_knows_fewer_repeats_than_the_capture),
		cmocka_unit_test(an_earlier_ss_is_no_contradiction),
		cmocka_unit_test(agreement_is_silent),
		cmocka_unit_test(the_capture_lacks_repeats_that_ss_counts),
		cmocka_unit_test(an_rtt_of_another_path),
		cmocka_unit_test(overflows_above_drops),
		cmocka_unit_test(a_log_older_than_its_counters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
