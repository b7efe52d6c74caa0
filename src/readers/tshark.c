/*
 * tshark.c - packets as tshark and Wireshark print them
 *
 * A packet is a row of columns (shark_row.c), a tree of fields (shark_details.c),
 * its bytes (hex_dump.c), or several of these below each other: tshark's default,
 * -V, -x and their mixes, and what Wireshark copies or exports as plain text.
 */
#include "readers/command.h"
#include "readers/packet_feed.h"
#include "readers/shark_details.h"
#include "readers/shark_numbers.h"
#include "readers/shark_row.h"
#include "readers/stamps.h"

/* Every form shows itself within the first screens. */
#define LOOK_LINES 4096

struct shark {
	struct packet_feed feed;
	struct shark_numbers numbers;
	struct stamps stamps;
	struct shark_row row;	      /* of the packet that waits */
	struct shark_details details; /* of it */
	bool has_row, has_details;    /* what was seen of it */
	uint32_t number;	      /* of the row */
};

static enum stamp_form
stamp_form(enum shark_time time)
{
	static const enum stamp_form forms[] = {
		[SHARK_UNTIMED] = STAMP_NONE,
		[SHARK_SECONDS] = STAMP_EPOCH,
		[SHARK_CLOCK] = STAMP_CLOCK,
		[SHARK_DATED] = STAMP_DATED,
	};

	return forms[time];
}

/* "-t d" and "-t dd": since the packet before, captured or shown */
static bool
asks_for_pauses(struct str command)
{
	struct stage st;
	struct str word;

	while (command_stage(&command, &st)) {
		if (!str_eq(st.program, STR("tshark")))
			continue;
		while (command_word(&st.words, &word)) {
			if (str_eq(word, STR("-t")) && !command_word(&st.words, &word))
				return false;
			str_take(&word, STR("-t"));
			if (str_eq(word, STR("d")) || str_eq(word, STR("dd")))
				return true;
		}
	}
	return false;
}

/* Seconds are since the first packet unless they fall now and then. */
static enum stamp_mode
look_over(const struct section *s)
{
	struct stamp_overview o = { 0 };

	for (size_t i = 0; i < s->n && i < LOOK_LINES; i++) {
		struct shark_line l;

		if (shark_row_parse(s->lines[i].text, &l))
			stamp_overview_add(&o, stamp_form(l.time), l.time_ns, false);
	}
	return asks_for_pauses(s->command) || stamps_are_pauses(&o) ? STAMPS_DELTA : STAMPS_AS_TOLD;
}

static bool
has_hosts(const struct packet_text *p)
{
	return p->ends_known;
}

/* The packet is whole: the numbers that all its parts tell together. */
static void
settle(void *ctx, struct packet_text *p)
{
	struct shark *sh = ctx;

	if (sh->has_details) {
		shark_details_finish(&sh->details, p, &sh->row);
		if (sh->details.timed)
			sh->feed.time_ns = sh->details.time_ns;
		else if (!sh->has_row && sh->details.elapsed)
			sh->feed.time_ns = sh->details.since_first_ns;
	}
	if (!has_hosts(p))
		return;
	shark_numbers_settle(&sh->numbers, &sh->row, p);
	if (sh->numbers.has_fin)
		packet_feed_before(&sh->feed, &sh->numbers.fin);
}

/* Another packet begins; what is told of it comes now. */
static void
begin(struct shark *sh, const struct line *l, const struct packet_text *p, int64_t time_ns)
{
	packet_feed_take(&sh->feed, l, p, time_ns);
	sh->row = (struct shark_row){ 0 };
	sh->details = (struct shark_details){ 0 };
	sh->has_row = sh->has_details = false;
}

static bool
take_row(struct shark *sh, const struct line *l)
{
	struct shark_line row;
	int64_t time_ns = TIME_NONE;

	if (!shark_row_parse(l->text, &row))
		return false;
	if (row.time != SHARK_UNTIMED)
		time_ns = stamps_next(&sh->stamps, stamp_form(row.time), row.time_ns);
	sh->feed.clock = sh->stamps.clock;
	begin(sh, l, &row.p, time_ns);
	sh->row = row.row;
	sh->has_row = true;
	sh->number = row.numbered ? row.number : 0;
	return true;
}

/* The tree of the row above, or of a packet that has no row. */
static bool
take_frame(struct shark *sh, const struct line *l)
{
	static const struct packet_text unknown = { .form = PACKET_OTHER };
	uint32_t number;

	if (!shark_frame_begins(l->text, &number))
		return false;
	if (!sh->feed.waits || !sh->has_row || sh->has_details ||
	    (sh->number && sh->number != number))
		begin(sh, l, &unknown, TIME_NONE);
	sh->has_details = true;
	shark_detail_take(&sh->details, l->text, &sh->feed.p, &sh->row);
	return true;
}

/* Bytes that stand alone, or below what they belong to. */
static bool
take_hex(struct shark *sh, const struct line *l)
{
	static const struct packet_text unknown = { .form = PACKET_OTHER };

	if (hex_dump_begins(l->text) && (!sh->feed.waits || sh->feed.hex.n))
		begin(sh, l, &unknown, TIME_NONE);
	return packet_feed_hex(&sh->feed, l->text);
}

static bool
is_heading(struct str line)
{
	static const struct str headings[] = {
		{ "Reassembled TCP (", 17 }, { "Frame (", 7 },	      { "Capturing on ", 13 },
		{ "Running as user", 15 },   { "Uncompressed ", 13 }, { "De-chunked ", 11 },
	};
	struct str s = str_trim(line);
	uint32_t packets;

	if (!s.n || shark_row_is_heading(s))
		return true;
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		if (str_starts(s, headings[i]))
			return true;
	return str_take(&s, STR("** (tshark:")) || (str_ends(s, STR("packets captured")) &&
						    str_to_u32(str_sub(s, 0, s.n - 17), &packets));
}

static void
take_line(struct shark *sh, const struct line *l)
{
	if (take_row(sh, l) || take_frame(sh, l) || take_hex(sh, l) || is_heading(l->text))
		return;
	if (sh->has_details)
		shark_detail_take(&sh->details, l->text, &sh->feed.p, &sh->row);
	else if (!shark_detail_is_known(l->text))
		case_unread(sh->feed.r->cs, sh->feed.s->input, l->number, l->text);
}

static void
tell_inferred(const struct shark *sh)
{
	uint64_t n = sh->numbers.inferred, lost = sh->numbers.ambiguous;

	sh->feed.in->capture.unplaced += lost;
	if (lost)
		case_problem(sh->feed.r->cs, sh->feed.s->input, 0,
			     "%llu packet%s shown by the application's message only, of hosts with "
			     "several connections: only counted",
			     (unsigned long long)lost, lost == 1 ? "" : "s");
	if (n)
		case_problem(sh->feed.r->cs, sh->feed.s->input, 0,
			     "%llu packet%s shown by the application's message only: numbers "
			     "and lengths are taken from the packets around",
			     (unsigned long long)n, n == 1 ? "" : "s");
}

static void
read_section(struct reading *r, const struct section *s)
{
	struct shark *sh = arena_new(r->scratch, struct shark, 1);

	packet_feed_init(&sh->feed, r, s);
	sh->feed.settle = settle;
	sh->feed.ctx = sh;
	shark_numbers_init(&sh->numbers, r->scratch);
	sh->stamps.mode = look_over(s);
	section_sample(r, s, "tshark");
	for (size_t i = 0; i < s->n; i++)
		take_line(sh, &s->lines[i]);
	packet_feed_flush(&sh->feed);
	tell_inferred(sh);
}

/* tshark's bytes have no "0x", as tcpdump's have. */
static bool
is_hex(struct str line)
{
	struct hex_dump h;

	hex_dump_clear(&h);
	return str_starts(line, STR("0")) && !str_starts(line, STR("0x")) &&
	       hex_dump_line(&h, line);
}

static int
line_score(struct str line)
{
	struct shark_line l;
	uint32_t number;

	if (shark_row_parse(line, &l))
		return l.p.form == PACKET_TCP ? 94 : 84;
	if (shark_frame_begins(line, &number))
		return 90;
	if (shark_row_is_heading(line))
		return 85;
	if (is_hex(line))
		return 75; /* the offset, the pairs and the letters are no other table */
	/* alone they are anybody's, below a packet ours */
	return shark_detail_is_known(line) ? char_is_space(line.p[0]) ? 21 : 70 : 0;
}

static int
probe(const struct section *s)
{
	int best = section_runs(s, "tshark") && !s->n ? 60 : 0;

	for (size_t i = 0; i < s->n && i < 64 && best < 90; i++)
		best = MAX(best, line_score(s->lines[i].text));
	return best;
}

const struct reader reader_tshark = {
	.kind = "tshark",
	.words = "packets as tshark and Wireshark print, copy or export them",
	.probe = probe,
	.read = read_section,
};
