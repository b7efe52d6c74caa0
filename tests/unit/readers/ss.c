/* ss in its option mixes: which columns, which rows, which details. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_ss;

static const struct sock *
row(const struct got *g, size_t i)
{
	if (i >= g->cs.socks.n)
		fail_msg("row %zu of %zu", i, g->cs.socks.n);
	return &g->cs.socks.v[i];
}

static void
ends_are(const struct sock *k, const char *local, const char *peer)
{
	char text[ENDPOINT_TEXT_BYTES];

	assert_string_equal(endpoint_text(text, &k->local), local);
	assert_string_equal(endpoint_text(text, &k->peer), peer);
}

static void
a_plain_table(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "$ ss -tan\n"
		 "State      Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
		 "LISTEN     0      256       10.20.7.80:8080      0.0.0.0:*           \n"
		 "CLOSE-WAIT 1      0         10.20.7.80:8080   10.20.1.15:37812       \n"
		 "\n"
		 "SYN-RECV   0      0      [::ffff:10.20.7.80]:443  [2001:db8::9]:37812\n");
	assert_int_equal(g.sure, 96);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 3);
	assert_int_equal(row(&g, 0)->state, TCP_LISTEN);
	assert_int_equal(row(&g, 0)->send_q, 256);
	assert_int_equal(row(&g, 1)->state, TCP_CLOSE_WAIT);
	assert_int_equal(row(&g, 1)->recv_q, 1);
	assert_true(row(&g, 1)->has_queues);
	assert_false(row(&g, 1)->has_options);
	assert_int_equal(row(&g, 1)->at.line, 4);
	ends_are(row(&g, 1), "10.20.7.80:8080", "10.20.1.15:37812");
	ends_are(row(&g, 2), "10.20.7.80:443", "[2001:db8::9]:37812");
	assert_str(row(&g, 0)->peer_text, "0.0.0.0:*");
	got_end(&g);
}

/* A line of iproute2 6.1 in which every kind of detail stands. */
static const char all_details[] =
	"$ ss -tinmoepa\n"
	"State Recv-Q Send-Q Local Address:Port  Peer Address:Port Process\n"
	"ESTAB 7      496664  203.0.113.25:443  192.168.10.44:42152 "
	"users:((\"web server)\",pid=12,fd=3),(\"x\",pid=13,fd=3)) timer:(on,4.040ms,2) uid:33 "
	"ino:462 sk:1 cgroup:unreachable:1 <->\n"
	"\t skmem:(r12,rb131072,t3,tb552960,f3048,w517144,o0,bl0,d4) ts sack ecn ecnseen fastopen "
	"cubic wscale:7,9 rto:390 backoff:2 rtt:180.185/26.623 ato:40 mss:1448 pmtu:1500 "
	"rcvmss:536 advmss:1448 cwnd:15 ssthresh:10 bytes_sent:2234264 bytes_retrans:36200 "
	"bytes_acked:2176344 bytes_received:51 segs_out:1544 segs_in:773 data_segs_out:1543 "
	"data_segs_in:1 send 964342bps lastsnd:50 lastrcv:9840 lastack:60 pacing_rate "
	"1157208bps/2000000bps delivery_rate 956488bps delivered:1504 app_limited busy:9820ms "
	"rwnd_limited:1320ms(13.4%) sndbuf_limited:10ms(0.1%) unacked:15 retrans:3/25 lost:4 "
	"sacked:9 dsack_dups:2 reordering:12 reord_seen:5 rcv_rtt:150 rcv_space:14480 "
	"rcv_ssthresh:64088 notsent:474944 minrtt:150.5 snd_wnd:906752 new_in_linux_9:17 "
	"tcp-ulp-tls version: 1.3\n";

static void
every_detail(void **state)
{
	const struct sock *k;
	struct got g;

	(void)state;
	got_read(&g, &reader_ss, all_details);
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 1);
	k = row(&g, 0);
	assert_int_equal(k->has, UINT32_MAX & ~(uint32_t)SOCK_BBR);
	assert_str(k->process, "(\"web server)\",pid=12,fd=3),(\"x\",pid=13,fd=3)");
	assert_int_equal(k->timer, TIMER_ON);
	assert_int_equal(k->timer_ns, 4040 * (int64_t)NS_PER_MS);
	assert_int_equal(k->timer_retries, 2);
	assert_int_equal(k->skmem_r, 12);
	assert_int_equal(k->skmem_rb, 131072);
	assert_int_equal(k->skmem_t, 3);
	assert_int_equal(k->skmem_tb, 552960);
	assert_int_equal(k->skmem_drops, 4);
	assert_true(k->ts && k->sack && k->ecn && k->fastopen && k->app_limited);
	assert_true(k->has_options);
	assert_str(k->cc, "cubic");
	assert_int_equal(k->snd_wscale, 7);
	assert_int_equal(k->rcv_wscale, 9);
	assert_int_equal(k->rto_ns, 390000000);
	assert_int_equal(k->backoff, 2);
	assert_int_equal(k->rtt_ns, 180185000);
	assert_int_equal(k->rttvar_ns, 26623000);
	assert_int_equal(k->min_rtt_ns, 150500000);
	assert_int_equal(k->ato_ns, 40000000);
	assert_int_equal(k->mss, 1448);
	assert_int_equal(k->cwnd_segs, 15);
	assert_int_equal(k->ssthresh_segs, 10);
	assert_int_equal(k->bytes_sent, 2234264);
	assert_int_equal(k->bytes_retrans, 36200);
	assert_int_equal(k->bytes_acked, 2176344);
	assert_int_equal(k->bytes_received, 51);
	assert_int_equal(k->segs_out, 1544);
	assert_int_equal(k->segs_in, 773);
	assert_int_equal(k->data_segs_out, 1543);
	assert_int_equal(k->send_rate_bps, 964342);
	assert_int_equal(k->pacing_rate_bps, 1157208);
	assert_int_equal(k->delivery_rate_bps, 956488);
	assert_int_equal(k->lastsnd_ns, 50000000);
	assert_int_equal(k->lastrcv_ns, 9840000000);
	assert_int_equal(k->lastack_ns, 60000000);
	assert_int_equal(k->busy_ns, 9820000000);
	assert_int_equal(k->rwnd_limited_ns, 1320000000);
	assert_int_equal(k->sndbuf_limited_ns, 10000000);
	assert_int_equal(k->unacked, 15);
	assert_int_equal(k->retrans_now, 3);
	assert_int_equal(k->retrans_total, 25);
	assert_int_equal(k->lost, 4);
	assert_int_equal(k->sacked, 9);
	assert_int_equal(k->dsack_dups, 2);
	assert_int_equal(k->reordering, 12);
	assert_int_equal(k->rcv_space_bytes, 14480);
	assert_int_equal(k->notsent_bytes, 474944);
	assert_int_equal(k->snd_wnd_bytes, 906752);
	got_end(&g);
}

/* No State column where one state was asked for; details over two lines. */
static void
the_command_gives_the_state(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "$ sudo ss -tin 'state' close-wait | head -12\n"
		 "Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
		 "0      0         10.20.7.80:8080   10.20.1.15:50530\n"
		 "\t cubic wscale:7,7 rtt:148.2/9.1 mss:1448 cwnd:11 ssthresh:8\n"
		 "\t bytes_sent:9M bytes_acked:9M retrans:0/214 rate:780Kbps\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 1);
	assert_int_equal(row(&g, 0)->state, TCP_CLOSE_WAIT);
	assert_int_equal(row(&g, 0)->rtt_ns, 148200000);
	assert_int_equal(row(&g, 0)->bytes_sent, 9 << 20);
	assert_int_equal(row(&g, 0)->retrans_total, 214);
	assert_int_equal(row(&g, 0)->send_rate_bps, 780000);
	assert_int_equal(g.cs.samples.v[0].state_filter, TCP_CLOSE_WAIT);
	got_end(&g);
}

static void
without_header_and_command(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "ESTAB 0 0 10.0.0.5:44120 203.0.113.20:443\n"
		 "0 0 10.0.0.5:44121 203.0.113.20:443\n");
	assert_int_equal(g.sure, 90);
	assert_int_equal(g.cs.socks.n, 2);
	assert_int_equal(row(&g, 0)->state, TCP_ESTABLISHED);
	assert_int_equal(row(&g, 1)->state, TCP_STATE_UNKNOWN);
	got_end(&g);
}

static void
other_protocols_are_passed_over(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "$ ss -an\n"
		 "Netid State  Recv-Q Send-Q      Local Address:Port   Peer Address:Port\n"
		 "nl    UNCONN 4352   0                       4:9475               *    \n"
		 "u_str LISTEN 0      128    /run/a b.sock 103964                * 0    \n"
		 "udp   UNCONN 0      0               127.0.0.1:5353         0.0.0.0:*  \n"
		 "\t skmem:(r0,rb212992,t0,tb212992,f0,w0,o0,bl0,d9)\n"
		 "tcp   LISTEN 0      5               127.0.0.1:8080         0.0.0.0:*  \n"
		 "\t cubic cwnd:10\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 1);
	assert_int_equal(row(&g, 0)->state, TCP_LISTEN);
	assert_int_equal(row(&g, 0)->cwnd_segs, 10);
	assert_int_equal(row(&g, 0)->skmem_drops, 0);
	got_end(&g);
	got_read(&g, &reader_ss,
		 "$ ss -uan\n"
		 "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
		 "UNCONN 0      0          127.0.0.1:5353      0.0.0.0:*          \n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 0);
	got_end(&g);
}

/* -O, and ss before 4.x without it: all on one line. */
static void
details_on_the_row(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "$ ss -tinO\n"
		 "ESTAB 0 3782144 127.0.0.1:39964 127.0.0.1:8080 timer:(persist,520ms,1) bbr "
		 "wscale:10,10 rto:208 rtt:4.603/9.177 mss:47616 cwnd:16 "
		 "bbr:(bw:76.2Gbps,mrtt:0.005,pacing_gain:2.88672,cwnd_gain:2) send 1.32Gbps\n");
	assert_int_equal(g.cs.socks.n, 1);
	assert_str(row(&g, 0)->cc, "bbr");
	assert_int_equal(row(&g, 0)->timer, TIMER_PERSIST);
	assert_int_equal(row(&g, 0)->bbr_bw_bps, 76200000000);
	assert_int_equal(row(&g, 0)->send_rate_bps, 1320000000);
	assert_true(row(&g, 0)->has & SOCK_BBR);
	got_end(&g);
}

/* grep took the rows away: a socket for each line of details. */
static void
details_without_rows(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "$ ss -ti | grep cwnd\n"
		 "\t cubic wscale:7,7 rto:204 rtt:10/5 mss:1448 cwnd:10\n"
		 "\t cubic wscale:7,7 rto:404 rtt:200/5 mss:1448 cwnd:4\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 2);
	assert_int_equal(row(&g, 0)->cwnd_segs, 10);
	assert_int_equal(row(&g, 1)->cwnd_segs, 4);
	assert_int_equal(row(&g, 1)->state, TCP_STATE_UNKNOWN);
	got_end(&g);
}

static void
an_unknown_control_stands_before_wscale(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "ESTAB 0 0 10.0.0.5:1 10.0.0.6:2\n"
		 "\t ts sack my_control wscale:7,7 rto:204 cwnd:10\n"
		 "ESTAB 0 0 10.0.0.5:3 10.0.0.6:4\n"
		 "\t ts sack wscale:7,7 rto:204 cwnd:10\n");
	assert_str(row(&g, 0)->cc, "my_control");
	assert_int_equal(row(&g, 1)->cc.n, 0);
	got_end(&g);
}

static void
asked_again_is_another_sample(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
		 "LISTEN 6      5         10.20.7.80:8080      0.0.0.0:*          \n"
		 "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
		 "LISTEN 0      5         10.20.7.80:8080      0.0.0.0:*          \n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_not_equal(row(&g, 0)->sample, row(&g, 1)->sample);
	assert_int_equal(g.cs.samples.v[0].at.line, 1);
	assert_int_equal(g.cs.samples.v[1].at.line, 3);
	got_end(&g);
}

static void
an_empty_answer_is_one(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "$ ss -tan state syn-recv\n"
		 "Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n");
	assert_int_equal(g.cs.samples.n, 1);
	assert_int_equal(g.cs.samples.v[0].state_filter, TCP_SYN_RECEIVED);
	got_end(&g);
	assert_true(sure_of(&reader_ss, "$ ss -tan state syn-recv\n") > 0);
	assert_int_equal(sure_of(&reader_ss, "$ ls\n"), 0);
}

static void
what_is_no_row_is_unread(void **state)
{
	static const char *const lines[] = {
		"ESTAB 0 0 10.0.0.5:44120\n",
		"ESTAB x 0 10.0.0.5:1 10.0.0.6:2\n",
		"ESTAB 0 0 10.0.0.5 10.0.0.6\n",
		"Error: an inet prefix is expected rather than \"x\".\n",
	};
	struct got g;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		got_read(&g, &reader_ss, lines[i]);
		if (g.unread != 1 || g.cs.socks.n)
			fail_msg("'%s': %zu rows", lines[i], g.cs.socks.n);
		got_end(&g);
	}
}

static void
numbers_beyond_their_field(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "ESTAB 0 0 10.0.0.5:1 10.0.0.6:2 timer:(on,200ms,4000000000)\n"
		 "\t cubic wscale:99,7 rtt:x/y cwnd:99999999999 mss:-4 retrans:1/ skmem:( bbr:(\n"
		 "\t rto:1e99 busy:(3%) users:((\"x\",pid=1\n");
	assert_int_equal(row(&g, 0)->timer_retries, 255);
	assert_int_equal(row(&g, 0)->cwnd_segs, UINT32_MAX);
	assert_int_equal(row(&g, 0)->has, SOCK_TIMER | SOCK_CWND);
	got_end(&g);
}

static void
tables_of_others_are_not_its(void **state)
{
	static const char *const texts[] = {
		"Proto Recv-Q Send-Q Local Address           Foreign Address         State\n",
		"tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN\n",
		"TcpExtListenDrops               28                  0.0\n",
		"The cwnd is 10 and the mss:1448 is fine.\n",
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [S], seq 1, length 0\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (sure_of(&reader_ss, texts[i]) >= 60)
			fail_msg("sure of '%s'", texts[i]);
}

/* iproute2 4.15 leaves no blank behind names of ten letters. */
static void
glued_states(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_ss,
		 "State      Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
		 "CLOSE-WAIT0      0          192.0.2.20:8002   192.0.2.10:37016\n"
		 "FIN-WAIT-1127480 1          192.0.2.20:8008   192.0.2.10:42410\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(g.cs.socks.n, 2);
	assert_int_equal(row(&g, 0)->state, TCP_CLOSE_WAIT);
	assert_int_equal(row(&g, 1)->state, TCP_FIN_WAIT_1);
	assert_int_equal(row(&g, 1)->recv_q, 127480);
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(glued_states),
		cmocka_unit_test(a_plain_table),
		cmocka_unit_test(every_detail),
		cmocka_unit_test(the_command_gives_the_state),
		cmocka_unit_test(without_header_and_command),
		cmocka_unit_test(other_protocols_are_passed_over),
		cmocka_unit_test(details_on_the_row),
		cmocka_unit_test(details_without_rows),
		cmocka_unit_test(an_unknown_control_stands_before_wscale),
		cmocka_unit_test(asked_again_is_another_sample),
		cmocka_unit_test(an_empty_answer_is_one),
		cmocka_unit_test(what_is_no_row_is_unread),
		cmocka_unit_test(numbers_beyond_their_field),
		cmocka_unit_test(tables_of_others_are_not_its),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
