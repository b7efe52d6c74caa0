/* The text of a diagnosis, by hand: every section, at two widths, with colour. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "report/report.h"

struct fixture {
	struct arena arena;
	struct crux_case cs;
	struct diagnosis d;
	struct finding verdict, other, benign;
};

static struct fixture *
fixture_new(void)
{
	static struct fixture f;
	struct arena *a = &f.arena;
	struct case_input *in;

	f = (struct fixture){ 0 };
	arena_init(a, "the test", 0);
	case_init(&f.cs, a);
	in = case_input(&f.cs, case_add_input(&f.cs, "slow.txt"));
	in->kind = "ss";
	in->note = "";
	in->records = 1;
	in->lines = 3;
	in->readable = true;
	f.verdict = (struct finding){
		.id = "random-loss-long-rtt",
		.title = "loss that is not congestion holds the sender",
		.cs = &f.cs,
		.confidence = 0.86,
		.summary =
			STR("This socket is held back by packet loss that its congestion control "
			    "takes for congestion: CUBIC runs 0.78 Mbit/s on a 148 ms path."),
		.fix = { .action = STR("Use BBR for this path; it does not slow down for each lost "
				       "packet."),
			 .scope = SCOPE_SOCKET,
			 .risk = STR("a shallow buffer: watch retrans after the change.") },
		.expect = { .text = STR("the loss no longer sets the rate; the bottleneck does. "
					"This evidence does not show its rate."),
			    .now = NAN,
			    .then = NAN },
	};
	vec_push(a, &f.verdict.fix.commands,
		 (struct fix_command){ STR("sysctl -w net.ipv4.tcp_congestion_control=bbr"),
				       STR("new sockets, host") });
	vec_push(
		a, &f.verdict.fix.commands,
		(struct fix_command){ STR("ip route change 203.0.113.20 via 192.0.2.1 congctl bbr"),
				      STR("this peer only") });
	vec_push(a, &f.verdict.evidence,
		 (struct evidence){
			 .at = { .line = 3 },
			 .text = STR("cwnd 11 · 1448 B / 148.2 ms = 860 kbit/s, and the "
				     "socket shows 780 kbit/s: the window is the limit") });
	vec_push(a, &f.verdict.evidence,
		 (struct evidence){ .at = { .line = 4 }, .text = STR("214 retransmissions") });
	vec_push(a, &f.verdict.evidence,
		 (struct evidence){ .at = { .line = 9 }, .text = STR("214 retransmissions") });
	vec_push(a, &f.verdict.rules_out,
		 (struct ruled_out){ "policer", STR("none of its signs"), true });
	vec_push(a, &f.verdict.rules_out,
		 (struct ruled_out){ "pmtu-blackhole", STR("mss 1448 passes"), false });
	vec_push(a, &f.verdict.settle,
		 (struct fix_command){ STR("ss -tinO dst 203.0.113.20"),
				       STR("twice, 10 s apart: delivery_rate, minrtt") });
	vec_push(a, &f.verdict.verify, STR("ss -tin dst 203.0.113.20    # cwnd grows beyond 11"));
	vec_push(a, &f.verdict.refused, STR("Raise tcp_rmem: the window is not the limit."));
	f.other = (struct finding){ .id = "reordering",
				    .confidence = 0.3,
				    .summary = STR("reordering:12 is above 3.") };
	f.benign = (struct finding){ .id = "time-wait-normal",
				     .benign = true,
				     .confidence = 0.9,
				     .normal = STR("41 × TIME-WAIT drain by themselves in 60 s") };
	f.d = (struct diagnosis){ .cs = &f.cs, .verdict = &f.verdict };
	f.d.ledger_ns[ACCOUNT_CONGESTION_WINDOW] = 3 * (int64_t)NS_PER_S;
	f.d.ledger_ns[ACCOUNT_PATH] = NS_PER_S;
	vec_push(a, &f.d.findings, &f.verdict);
	vec_push(a, &f.d.findings, &f.other);
	vec_push(a, &f.d.findings, &f.benign);
	return &f;
}

/* Line by line, so that a failure shows the one that differs. */
static void
text_is(struct fixture *f, struct style s, const char *want)
{
	struct str got, wanted = str_from(want), got_line, want_line;
	struct out o;

	out_init_memory(&o);
	report_text(&o, &f->d, s);
	got = out_text(&o);
	while (str_cut(&wanted, '\n', &want_line)) {
		if (!str_cut(&got, '\n', &got_line))
			got_line = STR("(the end)");
		if (!str_eq(got_line, want_line))
			fail_msg("\ngot:  " STR_F "\nwant: " STR_F, STR_A(got_line),
				 STR_A(want_line));
	}
	assert_int_equal(got.n, 0);
	out_fini(&o);
}

static void
all_sections_at_80_columns(void **state)
{
	struct fixture *f = fixture_new();

	(void)state;
	text_is(f, (struct style){ .width = 80 },
		"This socket is held back by packet loss that its congestion control takes for\n"
		"congestion: CUBIC runs 0.78 Mbit/s on a 148 ms path.\n"
		"                                          random-loss-long-rtt · confidence 0.86\n"
		"\n"
		"Fix   Use BBR for this path; it does not slow down for each lost packet.\n"
		"        sysctl -w net.ipv4.tcp_congestion_control=bbr  new sockets, host\n"
		"        ip route change 203.0.113.20 via 192.0.2.1 congctl bbr  this peer only\n"
		"      Expect  the loss no longer sets the rate; the bottleneck does. This\n"
		"              evidence does not show its rate.\n"
		"      Risk    a shallow buffer: watch retrans after the change.\n"
		"\n"
		"Why   slow.txt:3  cwnd 11 · 1448 B / 148.2 ms = 860 kbit/s, and the socket shows\n"
		"                  780 kbit/s: the window is the limit\n"
		"      slow.txt:4  214 retransmissions (the same in line 9)\n"
		"\n"
		"Not   pmtu-blackhole  mss 1448 passes\n"
		"      no sign of      policer\n"
		"\n"
		"Tempting, but wrong\n"
		"      Raise tcp_rmem: the window is not the limit.\n"
		"\n"
		"Verify\n"
		"      ss -tin dst 203.0.113.20  cwnd grows beyond 11\n"
		"\n"
		"What would settle it\n"
		"      ss -tinO dst 203.0.113.20  twice, 10 s apart: delivery_rate, minrtt\n"
		"\n"
		"Also\n"
		"      reordering (0.30): reordering:12 is above 3.\n"
		"\n"
		"Normal, though it may look odd\n"
		"      41 × TIME-WAIT drain by themselves in 60 s\n"
		"\n"
		"Where the time went\n"
		"      congestion window 75 %   path 25 %\n"
		"\n"
		"Read\n"
		"      slow.txt: ss, 1 socket, 3 lines, all read.\n");
	arena_fini(&f->arena);
}

static void
below_one_half_it_is_a_suspicion(void **state)
{
	struct fixture *f = fixture_new();
	struct out o;

	(void)state;
	f->verdict.confidence = 0.4;
	f->d.suspicion = true;
	out_init_memory(&o);
	report_text(&o, &f->d, (struct style){ .width = 80 });
	assert_true(str_starts(out_text(&o), STR("A suspicion, not proven: This socket")));
	out_fini(&o);
	arena_fini(&f->arena);
}

static void
a_second_incident_has_its_evidence_and_fix(void **state)
{
	struct fixture *f = fixture_new();
	struct out o;

	(void)state;
	f->other.fix.action = STR("Fix the balancing.");
	vec_push(&f->arena, &f->other.evidence,
		 (struct evidence){ .at = { .line = 7 }, .text = STR("reordering:12") });
	f->d.second = &f->other;
	out_init_memory(&o);
	report_text(&o, &f->d, (struct style){ .width = 80 });
	assert_true(str_has(out_text(&o),
			    STR("And   A second incident, apart from the first: reordering:12 is "
				"above 3.\n"
				"                                                    reordering · "
				"confidence 0.30\n"
				"      slow.txt:7  reordering:12\n"
				"      Fix   Fix the balancing.\n")));
	assert_false(str_has(out_text(&o), STR("Also")));
	out_fini(&o);
	arena_fini(&f->arena);
}

static void
what_is_hardly_sure_is_left_out(void **state)
{
	struct fixture *f = fixture_new();
	struct out o;

	(void)state;
	f->other.confidence = 0.09;
	out_init_memory(&o);
	report_text(&o, &f->d, (struct style){ .width = 80 });
	assert_false(str_has(out_text(&o), STR("Also")));
	out_fini(&o);
	arena_fini(&f->arena);
}

/* What colour adds, taken away, leaves the plain text. */
static void
colour_only_adds(void **state)
{
	struct fixture *f = fixture_new();
	struct out plain, coloured, stripped;
	struct str rest;

	(void)state;
	out_init_memory(&plain);
	out_init_memory(&coloured);
	out_init_memory(&stripped);
	report_text(&plain, &f->d, (struct style){ .width = 80 });
	report_text(&coloured, &f->d, (struct style){ .width = 80, .colour = true });
	assert_true(coloured.n > plain.n);
	rest = out_text(&coloured);
	while (rest.n) {
		size_t escape = str_index(rest, '\033');

		out_str(&stripped, str_sub(rest, 0, escape));
		if (escape == SIZE_MAX)
			break;
		rest = str_from_pos(rest, escape);
		rest = str_from_pos(rest, str_index(rest, 'm') + 1);
	}
	assert_true(str_eq(out_text(&stripped), out_text(&plain)));
	out_fini(&plain);
	out_fini(&coloured);
	out_fini(&stripped);
	arena_fini(&f->arena);
}

static void
no_line_is_wider_than_the_width(void **state)
{
	struct fixture *f = fixture_new();

	(void)state;
	for (unsigned width = WIDTH_MIN; width <= WIDTH_MAX; width++) {
		struct str rest, line;
		struct out o;

		out_init_memory(&o);
		report_text(&o, &f->d, (struct style){ .width = width });
		rest = out_text(&o);
		while (str_cut(&rest, '\n', &line))
			if (text_columns(line) > width)
				fail_msg("%u columns, want %u: " STR_F, text_columns(line), width,
					 STR_A(line));
		out_fini(&o);
	}
	arena_fini(&f->arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_sections_at_80_columns),
		cmocka_unit_test(below_one_half_it_is_a_suspicion),
		cmocka_unit_test(a_second_incident_has_its_evidence_and_fix),
		cmocka_unit_test(what_is_hardly_sure_is_left_out),
		cmocka_unit_test(colour_only_adds),
		cmocka_unit_test(no_line_is_wider_than_the_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
