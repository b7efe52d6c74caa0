/*
 * flow_json.c - a line of `crux flows --json`, whatever is in a connection
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "report/report.h"

#define SILENT                                                                                    \
	"{\"packets\":0,\"bytes\":0,\"unique_bytes\":0,\"data_packets\":0,\"retransmissions\":0," \
	"\"retransmitted_bytes\":0,\"fast\":0,\"rto\":0,\"tlp\":0,\"unneeded\":0,"                \
	"\"out_of_order\":0,\"duplicate_acks\":0,\"sack_blocks\":0,\"dsacks\":0,"                 \
	"\"zero_windows\":0,\"window_probes\":0,\"keep_alives\":0,\"capture_duplicates\":0,"      \
	"\"resets\":0,\"fins\":0,\"flight_max\":0,\"mss\":null,\"window_scale\":null,"            \
	"\"isn\":null,\"rtt\":{\"samples\":0,\"min\":null,\"mean\":null,\"max\":null,"            \
	"\"smoothed\":null}}"

static void
line_is(const char *input, const struct conn *c, const char *want)
{
	struct arena a;
	struct out o;

	arena_init(&a, "test", (size_t)4 << 20);
	out_init_memory(&o);
	flow_lines_row(flow_lines_new(&a, &o, input), c);
	if (!str_eq(out_text(&o), str_from(want)))
		fail_msg("got  " STR_F "\nwant %s", STR_A(out_text(&o)), want);
	out_fini(&o);
	arena_fini(&a);
}

/* A connection of which nothing is known but its ends. */
static struct conn
nothing_known(void)
{
	struct conn c = { .number = 1 };

	c.client.addr = addr_from_v4(0xc0000201);
	c.server.addr = addr_from_v4(0xc0000202);
	c.syn_ns = c.handshake_ack_ns = TIME_NONE;
	return c;
}

static void
of_nothing(void **state)
{
	struct conn c = nothing_known();

	(void)state;
	line_is("a \"b\"\n", &c,
		"{\"input\":\"a \\\"b\\\"\\n\",\"connection\":1,\"client\":\"192.0.2.1\","
		"\"client_port\":0,\"server\":\"192.0.2.2\",\"server_port\":0,\"start\":null,"
		"\"duration\":null,\"client_state\":\"unknown\",\"server_state\":\"unknown\","
		"\"vantage\":\"unknown\",\"handshake\":\"none\",\"opening\":\"unseen\","
		"\"handshake_time\":null,\"first_packet\":0,\"last_packet\":0,\"c2s\":" SILENT
		",\"s2c\":" SILENT ",\"ledger\":{}}\n");
}

/* Each counter has a value of its own, so that none can stand under another's name. */
static void
number_counters(struct half *h, uint64_t from)
{
	h->packets = from + 1;
	h->bytes = from + 2;
	h->unique_bytes = from + 3;
	h->data_packets = from + 4;
	h->retransmissions = from + 5;
	h->retransmitted_bytes = from + 6;
	h->fast = from + 7;
	h->rto = from + 8;
	h->tlp = from + 9;
	h->unneeded = from + 10;
	h->out_of_order = from + 11;
	h->duplicate_acks = from + 12;
	h->sack_blocks = from + 13;
	h->dsacks = from + 14;
	h->zero_windows = from + 15;
	h->window_probes = from + 16;
	h->keep_alives = from + 17;
	h->capture_duplicates = from + 18;
	h->resets = from + 19;
	h->fins = from + 20;
	h->flight_max_bytes = from + 21;
}

#define NUMBERED(x)                                                                                \
	"\"packets\":" x "01,\"bytes\":" x "02,\"unique_bytes\":" x "03,\"data_packets\":" x "04," \
	"\"retransmissions\":" x "05,\"retransmitted_bytes\":" x "06,\"fast\":" x "07,"            \
	"\"rto\":" x "08,\"tlp\":" x "09,\"unneeded\":" x "10,\"out_of_order\":" x "11,"           \
	"\"duplicate_acks\":" x "12,\"sack_blocks\":" x "13,\"dsacks\":" x "14,"                   \
	"\"zero_windows\":" x "15,\"window_probes\":" x "16,\"keep_alives\":" x "17,"              \
	"\"capture_duplicates\":" x "18,\"resets\":" x "19,\"fins\":" x "20,"                      \
	"\"flight_max\":" x "21,"

#define ENDS                                                                     \
	"{\"input\":\"-\",\"connection\":4294967295,\"client\":\"2001:db8::7\"," \
	"\"client_port\":65535,\"server\":\"192.0.2.2\",\"server_port\":80,"     \
	"\"start\":1700000000.000000001,\"duration\":11.999999999,"              \
	"\"client_state\":\"FIN-WAIT-1\",\"server_state\":\"ESTABLISHED\","      \
	"\"vantage\":\"client\",\"handshake\":\"full\",\"opening\":\"done\","    \
	"\"handshake_time\":0.000001500,\"first_packet\":3,\"last_packet\":12345678901,"

#define C2S_REST                                                                     \
	"\"mss\":1460,\"window_scale\":0,\"isn\":4294967295,\"rtt\":{\"samples\":0," \
	"\"min\":null,\"mean\":null,\"max\":null,\"smoothed\":null}},"

#define S2C_REST                                                                  \
	"\"mss\":null,\"window_scale\":null,\"isn\":null,\"rtt\":{\"samples\":2," \
	"\"min\":-0.000000001,\"mean\":0.000000002,\"max\":0.000000003,"          \
	"\"smoothed\":0.000000005}},"

#define LEDGER "\"ledger\":{\"path\":-0.000000002,\"capture_gap\":12.000000001}}\n"

static void
of_everything(void **state)
{
	struct conn c = nothing_known();

	(void)state;
	c.number = UINT32_MAX;
	assert_true(addr_parse(STR("2001:db8::7"), &c.client.addr));
	c.client.port = 65535;
	c.server.port = 80;
	c.has_times = true;
	c.first_ns = 1700000000000000001;
	c.last_ns = 1700000012000000000;
	c.half[C2S].state = TCP_FIN_WAIT_1;
	c.half[S2C].state = TCP_ESTABLISHED;
	c.vantage = VANTAGE_CLIENT;
	c.handshake = HANDSHAKE_FULL;
	c.opening = OPENING_DONE;
	c.syn_ns = c.first_ns;
	c.handshake_ack_ns = c.first_ns + 1500;
	c.first_packet = 3;
	c.last_packet = 12345678901;
	number_counters(&c.half[C2S], 100);
	number_counters(&c.half[S2C], 98765432198700);
	c.half[C2S].mss = 1460;
	c.half[C2S].have_wscale = true;
	c.half[C2S].have_isn = true;
	c.half[C2S].isn = UINT32_MAX;
	c.half[S2C].rtt = (struct rtt_stats){ 2, -1, 3, 4, 5, 6, 7, 8 };
	c.ledger.ns[ACCOUNT_PATH] = -2;
	c.ledger.ns[ACCOUNT_CAPTURE_GAP] = 12000000001;
	line_is("-", &c,
		ENDS "\"c2s\":{" NUMBERED("1") C2S_REST "\"s2c\":{" NUMBERED("987654321987")
			S2C_REST LEDGER);
}

/* What is known of a half that sent nothing is not taken for silence. */
static void
of_a_half_without_packets(void **state)
{
	struct conn c = nothing_known();
	struct half h[5] = { 0 };

	(void)state;
	h[0].mss = 1;
	h[1].have_wscale = true;
	h[2].have_isn = true;
	h[3].rtt.samples = 1;
	h[4].flight_max_bytes = 1;
	for (size_t i = 0; i < COUNT_OF(h); i++) {
		struct arena a;
		struct out o;

		c.half[C2S] = h[i];
		arena_init(&a, "test", (size_t)4 << 20);
		out_init_memory(&o);
		flow_lines_row(flow_lines_new(&a, &o, "-"), &c);
		assert_false(str_has(out_text(&o), STR("\"c2s\":" SILENT)));
		assert_true(str_has(out_text(&o), STR("\"s2c\":" SILENT)));
		out_fini(&o);
		arena_fini(&a);
	}
}

static void
all_bits(void *p, size_t n)
{
	memset(p, 0xff, n);
}

/* As long as a line can be: it stays within the room that is made for it. */
static void
of_the_longest_values(void **state)
{
	struct conn c = nothing_known();
	struct mind m;
	struct arena a;
	struct out o;

	(void)state;
	all_bits(&m, sizeof m);
	m.cwnd_is_floor = m.slow_start = m.slow_start_left_by_loss = true;
	m.family = CC_RENO;
	m.factor_mean = m.paced = m.confidence = -1.23456789012345e-300;
	for (size_t i = 0; i < MIND_EPISODES; i++)
		m.longest[i].by_timeout = m.longest[i].limited = false;
	assert_true(addr_parse(STR("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), &c.client.addr));
	c.server = c.client;
	c.has_times = true;
	c.first_ns = INT64_MIN + 1;
	c.last_ns = -1;
	c.first_packet = c.last_packet = UINT64_MAX;
	for (enum direction d = C2S; d <= S2C; d++) {
		struct half *h = &c.half[d];

		number_counters(h, UINT64_MAX - 21);
		h->mss = UINT16_MAX;
		h->wscale = UINT8_MAX;
		h->isn = UINT32_MAX;
		h->have_wscale = h->have_isn = true;
		h->state = TCP_SYN_RECEIVED;
		h->rtt = (struct rtt_stats){ UINT64_MAX,
					     INT64_MIN + 1,
					     INT64_MIN + 1,
					     INT64_MIN + 1,
					     INT64_MIN + 1,
					     0,
					     0,
					     0 };
		h->mind = &m;
	}
	for (size_t i = 0; i < ACCOUNT_COUNT; i++)
		c.ledger.ns[i] = INT64_MIN + 1;
	arena_init(&a, "test", (size_t)4 << 20);
	out_init_memory(&o);
	for (unsigned i = 0; i < 100; i++)
		flow_lines_row(flow_lines_new(&a, &o, "-"), &c);
	assert_true(str_has(out_text(&o), STR("\"flight_max\":18446744073709551615,")));
	assert_true(str_ends(out_text(&o), STR("\"capture_gap\":-9223372036.854775807}}\n")));
	out_fini(&o);
	arena_fini(&a);
}

/* --- those that are alike, in one step and in two --- */

/* More than are remembered of a part, so that one takes the place of another. */
#define KINDS 7
#define NOTED 4000
#define AT_ONCE 97 /* so many are noted before they are printed */

/* The i-th: a SYN of one of a few kinds that nothing follows, or else not alike at all. */
static struct conn
alike(unsigned i)
{
	struct conn c = nothing_known();
	unsigned kind = i * i % 31 % KINDS;
	struct half *h = &c.half[C2S];

	c.number = i + 1;
	c.client.addr = addr_from_v4(0x0a000000 + i * 7919);
	c.client.port = (uint16_t)(i * 31);
	c.server.port = 80;
	c.has_times = true;
	c.first_ns = c.last_ns = (int64_t)i * 1234567891;
	c.first_packet = c.last_packet = (uint64_t)i << i % 40;
	c.opening = OPENING_UNANSWERED;
	c.like[0] = kind;
	c.like[1] = 1 + kind / 2;
	h->packets = 1;
	h->mss = (uint16_t)(1000 + kind);
	h->have_isn = true;
	h->isn = i << 7;
	if (kind == 3) /* as if it were, which the first one's half says it is not */
		c.half[S2C].packets = i + 1;
	if (kind == 5)
		c.like[0] = c.like[1] = 0;
	return c;
}

static unsigned
part_of(unsigned i)
{
	return i * 5 / 3 % ENDS_PARTS;
}

/* Notes of so many from that one on, printed when all are taken. */
static void
note_and_print(struct flow_notes *notes, struct flow_lines *l, unsigned from, unsigned n)
{
	struct out noted[AT_ONCE];

	for (unsigned i = 0; i < n; i++) {
		struct conn c = alike(from + i);

		out_init_memory(&noted[i]);
		flow_notes_take(notes, part_of(from + i), &c, &noted[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		flow_notes_print(notes, part_of(from + i), l, from + i + 1, out_text(&noted[i]));
		out_fini(&noted[i]);
	}
}

static void
of_those_alike(void **state)
{
	struct arena a;
	struct out one, two, anew;
	struct flow_lines *l[3] = { 0 };
	struct flow_notes *notes;

	(void)state;
	arena_init(&a, "test", (size_t)4 << 20);
	out_init_memory(&one);
	out_init_memory(&two);
	out_init_memory(&anew);
	notes = flow_notes_new(&a);
	for (unsigned from = 0; from < NOTED; from += AT_ONCE) {
		if (from / AT_ONCE % 10 == 0) { /* another input, of which notes know nothing */
			l[0] = flow_lines_new(&a, &one, "-");
			l[1] = flow_lines_new(&a, &two, "-");
			l[2] = flow_lines_new(&a, &anew, "-");
		}
		for (unsigned i = from; i < from + AT_ONCE; i++) {
			struct conn c = alike(i);

			flow_lines_row(l[0], &c);
			c.like[1] = 0;
			flow_lines_row(l[2], &c);
		}
		note_and_print(notes, l[1], from, AT_ONCE);
	}
	assert_true(str_eq(out_text(&one), out_text(&anew)));
	assert_true(str_eq(out_text(&two), out_text(&anew)));
	out_fini(&one);
	out_fini(&two);
	out_fini(&anew);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_nothing),
		cmocka_unit_test(of_everything),
		cmocka_unit_test(of_a_half_without_packets),
		cmocka_unit_test(of_the_longest_values),
		cmocka_unit_test(of_those_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
