/*
 * question.c - question kinds and misconceptions on traces and captures
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "asking.h"

/* Parts that the words must have, "" none; and what no text may have. */
struct row {
	const char *name, *kind, *prompt, *right, *because;
};

static void
has(const char *where, struct str text, const char *part)
{
	if (!str_has(text, str_from(part))) {
		print_error("%s: '" STR_F "' lacks '%s'\n", where, STR_A(text), part);
		fail();
	}
}

static void
check_row(const struct row *row)
{
	struct asking k;
	struct question *q;

	asking_init(&k, row->name, (struct str){ 0 });
	q = asking_ask(&k, row->kind, DRILL_SEED_OF_EVIDENCE);
	if (!q)
		print_error("%s: no question %s\n", row->name, row->kind);
	assert_non_null(q);
	asking_check(q);
	has(row->name, q->prompt, row->prompt);
	has(row->name, q->options[q->right_at].text, row->right);
	has(row->name, q->because, row->because);
	asking_fini(&k);
}

#define TRACES "src/drill/traces/"
#define DATA "tests/data/drill/"

static void
each_kind_on_its_trace(void **state)
{
	static const struct row rows[] = {
		{ TRACES "trace-1-handshake.txt", "first-byte",
		  "Packet 4 carries 14 bytes starting at 1000001", "SYN took number 1000000",
		  "4200001 = the server's 4200000 + 1" },
		{ TRACES "trace-2-syn-flood.txt", "syn-cookies",
		  "41,827 SYN cookies were sent, 312", "leave cookies on",
		  "41,515 unanswered SYNs hold no memory" },
		{ TRACES "trace-3-close-wait.txt", "close-wait",
		  "9,820 sockets stand in CLOSE-WAIT (the header", "close() where read() returns 0",
		  "9,820 times" },
		/* 11 * 1448 * 8 / 0.1482 = 859.8 kbit/s; 214 / (9 MiB / 1448) = 3.28 % */
		{ TRACES "trace-4-slow-transfer.txt", "small-window",
		  "cwnd 11 at an RTT of 148.2 ms", "use BBR", "= 860 kbit/s, about what is shown" },
		{ TRACES "trace-4-slow-transfer.txt", "small-window", "780 kbit/s", "CUBIC",
		  "214 of about 6,517 segments, 3.3 %" },
		{ TRACES "trace-5-handler.c.txt", "handler-leak", "Which line loses it?",
		  "line 28: at end of file fd leaves epoll", "close(fd) as line 34 does" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_row(&rows[i]);
}

static void
the_same_kinds_on_captures(void **state)
{
	static const struct row rows[] = {
		/* SYNs at 0, 1.1, 3.1, 7.2 and 15.8 s: 16 s more */
		{ DATA "syn-unanswered.pcap", "syn-retry", "5 SYNs left", "31.8 s after the first",
		  "twice the one before" },
		{ DATA "slow-server.pcap", "who-is-slow", "begins 1.11 s after the request",
		  "The server's application", "inside the server" },
		{ DATA "slow-server.pcap", "handshake-rtt", "at the client", "27.8 ms",
		  "packet 2" },
		{ DATA "slow-server.pcap", "first-byte", "starting at 3444390731",
		  "took number 3444390730", "2108433150 + 1" },
		{ DATA "loss.pcap", "repeat-kind",
		  "Packet 147 sends 1448 bytes from 1750976128 again", "Fast retransmission",
		  "repeats packet 82" },
		{ DATA "loss.pcap", "next-ack", "1448 bytes starting at 1750895040", "1750896488",
		  "1750895040 + 1448 bytes = 1750896488" },
		{ DATA "loss.pcap", "handshake-rtt", "at the server", "153.9 ms", "packet 3" },
		{ DATA "path-mtu.pcap", "repeat-kind", "Packet 17 sends 1448 bytes", "Timeout",
		  "repeats packet 6" },
		{ "examples/zero-window/client.pcap", "transfer-limit",
		  "What limits this transfer of", "it does not read", "zero window" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_row(&rows[i]);
}

static bool
mentions(const struct question *q, struct str what)
{
	bool any = str_has(q->prompt, what) || str_has(q->because, what) || str_has(q->hint, what);

	for (size_t i = 0; i < q->options_n; i++)
		any |= str_has(q->options[i].text, what) || str_has(q->options[i].tempts, what) ||
		       str_has(q->options[i].refutes, what);
	return any;
}

/* With other numbers in the evidence there are other numbers in the words. */
static void
numbers_come_from_the_evidence(void **state)
{
	static const char cookies[] = "$ nstat -az\n"
				      "TcpExtSyncookiesSent            5003               0.0\n"
				      "TcpExtSyncookiesRecv            17                 0.0\n"
				      "TcpExtListenOverflows           0                  0.0\n";
	static const char handshake[] =
		"09:00:00.100 IP 192.0.2.5.40000 > 192.0.2.9.80: Flags [S], seq 77, win 64240, "
		"length 0\n"
		"09:00:00.130 IP 192.0.2.9.80 > 192.0.2.5.40000: Flags [S.], seq 5000, ack 78, win "
		"65160, length 0\n"
		"09:00:00.130 IP 192.0.2.5.40000 > 192.0.2.9.80: Flags [.], seq 78, ack 5001, win "
		"64240, length 0\n"
		"09:00:00.131 IP 192.0.2.5.40000 > 192.0.2.9.80: Flags [P.], seq 78, ack 5001, win "
		"64240, length 33\n";
	struct asking k;
	struct question *q;

	(void)state;
	asking_init(&k, "cookies.txt", str_from(cookies));
	q = asking_ask(&k, "syn-cookies", 1);
	assert_non_null(q);
	asking_check(q);
	has("cookies", q->prompt, "5,003 SYN cookies were sent, 17 came back");
	has("cookies", q->because, "4,986 unanswered");
	assert_false(mentions(q, STR("41,827")) || mentions(q, STR("312")));
	asking_fini(&k);

	asking_init(&k, "handshake.txt", str_from(handshake));
	q = asking_ask(&k, "first-byte", 1);
	assert_non_null(q);
	asking_check(q);
	has("handshake", q->prompt, "33 bytes starting at 78. Why there, and what does ack 5001");
	assert_false(mentions(q, STR("1000001")) || mentions(q, STR("4200001")));
	asking_fini(&k);
}

/* Other seeds give other orders and other wrong options, all of them sound. */
static void
every_seed_gives_a_sound_question(void **state)
{
	static const struct {
		const char *name, *kind;
	} rows[] = {
		{ TRACES "trace-1-handshake.txt", "first-byte" },
		{ TRACES "trace-2-syn-flood.txt", "syn-cookies" },
		{ TRACES "trace-3-close-wait.txt", "close-wait" },
		{ TRACES "trace-4-slow-transfer.txt", "small-window" },
		{ TRACES "trace-5-handler.c.txt", "handler-leak" },
		{ DATA "loss.pcap", "repeat-kind" },
		{ DATA "slow-server.pcap", "who-is-slow" },
		{ "examples/zero-window/client.pcap", "transfer-limit" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool right_at[OPTIONS_MAX] = { false };
		struct asking k;

		asking_init(&k, rows[i].name, (struct str){ 0 });
		for (uint64_t seed = 1; seed <= 40; seed++) {
			struct question *q = asking_ask(&k, rows[i].kind, seed);
			struct question *again = asking_ask(&k, rows[i].kind, seed);

			assert_non_null(q);
			asking_check(q);
			right_at[q->right_at] = true;
			assert_int_equal(q->right_at, again->right_at);
			for (size_t o = 0; o < q->options_n; o++)
				assert_true(str_eq(q->options[o].text, again->options[o].text));
		}
		assert_true(right_at[0] && right_at[1] && right_at[2] && right_at[3]);
		asking_fini(&k);
	}
}

/* What does not fit is not asked: healthy evidence has no flood and no leak. */
static void
what_does_not_fit_is_not_asked(void **state)
{
	static const struct {
		const char *name, *kind;
	} rows[] = {
		{ TRACES "trace-1-handshake.txt", "syn-cookies" },
		{ TRACES "trace-1-handshake.txt", "close-wait" },
		{ TRACES "trace-1-handshake.txt", "repeat-kind" },
		{ TRACES "trace-2-syn-flood.txt", "first-byte" },
		{ TRACES "trace-3-close-wait.txt", "small-window" },
		{ TRACES "trace-4-slow-transfer.txt", "transfer-limit" },
		{ TRACES "trace-5-handler.c.txt", "close-wait" },
		{ "examples/healthy/client.pcap", "repeat-kind" },
		{ "examples/healthy/client.pcap", "syn-retry" },
	};
	struct asking k;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		asking_init(&k, rows[i].name, (struct str){ 0 });
		if (asking_ask(&k, rows[i].kind, 1))
			print_error("%s: %s is asked\n", rows[i].name, rows[i].kind);
		assert_null(asking_ask(&k, rows[i].kind, 1));
		asking_fini(&k);
	}
}

static void
no_packets_and_an_empty_case(void **state)
{
	struct arena a;
	struct crux_case cs;

	(void)state;
	arena_init(&a, "test", 0);
	case_init(&cs, &a);
	case_finish(&cs);
	assert_int_equal(drill_from(&a, &cs, NULL, 0)->questions.n, 0);
	arena_fini(&a);
}

static void
the_senior_round_is_five_in_fourteen_minutes(void **state)
{
	struct arena a;
	const struct drill_round *r;

	(void)state;
	arena_init(&a, "test", 0);
	r = drill_built_in(&a, DRILL_SEED_OF_EVIDENCE);
	assert_int_equal(r->questions.n, 5);
	assert_int_equal(r->seconds, 14 * 60);
	assert_string_equal(r->level, "senior");
	for (size_t i = 0; i < r->questions.n; i++)
		asking_check(r->questions.v[i]);
	arena_fini(&a);
}

/* Every kind can be answered wrongly in enough ways; all ids are told apart. */
static void
the_tables_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < question_kind_count(); i++) {
		const struct question_kind *kind = question_kind_at(i);
		size_t models = 0;

		assert_true(kind->id[0] && kind->title[0] && kind->needs[0] && kind->read[0]);
		assert_true(kind->seconds && kind->ask);
		assert_ptr_equal(question_kind_find(kind->id), kind);
		for (size_t k = 0; k < misconception_count(); k++)
			models += misconception_model(misconception_at(k), kind->id) != NULL;
		if (models < OPTIONS_MAX - 1)
			print_error("%s has %zu wrong models\n", kind->id, models);
		assert_true(models >= OPTIONS_MAX - 1);
	}
	for (size_t i = 0; i < misconception_count(); i++) {
		const struct misconception *m = misconception_at(i);

		assert_true(m->id[0] && m->belief[0] && m->rule[0] && m->models[0].kind);
		for (size_t k = 0; k < MODELS_MAX && m->models[k].kind; k++)
			assert_non_null(question_kind_find(m->models[k].kind));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(m->id, misconception_at(k)->id);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_on_its_trace),
		cmocka_unit_test(the_same_kinds_on_captures),
		cmocka_unit_test(numbers_come_from_the_evidence),
		cmocka_unit_test(every_seed_gives_a_sound_question),
		cmocka_unit_test(what_does_not_fit_is_not_asked),
		cmocka_unit_test(no_packets_and_an_empty_case),
		cmocka_unit_test(the_senior_round_is_five_in_fourteen_minutes),
		cmocka_unit_test(the_tables_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
