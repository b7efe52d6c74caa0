/*
 * evidence.c - the lines of evidence that a question shows
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "drill/question.h"

#define SHORT_TEXT_LINES 9    /* a text that fits above its question is shown whole */
#define WIDE_LINE_COLUMNS 140 /* beyond two lines of a terminal words are picked */
#define TAB STR("  ")	      /* code is indented deep enough as it is */

void
show(struct question *q, const char *number, struct str text)
{
	vec_push(q->arena, &q->shown, (struct shown){ str_copy(q->arena, str_from(number)), text });
}

void
show_ends(struct question *q, const struct conn *c)
{
	char client[ENDPOINT_TEXT_BYTES], server[ENDPOINT_TEXT_BYTES];

	show(q, "",
	     tell(q, "C = %s   S = %s", endpoint_text(client, &c->client),
		  endpoint_text(server, &c->server)));
}

void
show_gap(struct question *q, uint64_t packets)
{
	if (packets)
		show(q, "",
		     tell(q, "… " STR_F " packet%s …", STR_A(tell_count(q, packets)),
			  packets == 1 ? "" : "s"));
}

/* As tcpdump writes them: "S.", "P.", ".", "F.", "R". */
static struct str
flags_text(const struct question *q, uint8_t flags)
{
	static const struct {
		uint8_t flag;
		char letter;
	} letters[] = {
		{ TCP_SYN, 'S' }, { TCP_FIN, 'F' }, { TCP_RST, 'R' },
		{ TCP_PSH, 'P' }, { TCP_URG, 'U' }, { TCP_ACK, '.' },
	};
	char text[COUNT_OF(letters) + 1] = "";
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (flags & letters[i].flag)
			text[n++] = letters[i].letter;
	return str_copy(q->arena, (struct str){ text, n });
}

/* Some evidence tells milliseconds and no more. */
static bool
counts_milliseconds(const struct conn *c)
{
	return c->first_ns % NS_PER_MS == 0 && c->last_ns % NS_PER_MS == 0;
}

/* Since the connection's first packet. */
static struct str
time_text(const struct question *q, const struct judged *j)
{
	int64_t ns = j->seg.time_ns - j->conn->first_ns;

	if (!(j->seg.known & SEG_HAS_TIME) || !j->conn->has_times || ns < 0)
		return STR("");
	if (counts_milliseconds(j->conn) && ns % NS_PER_MS == 0)
		return tell(q, "%" PRId64 ".%03d  ", ns / NS_PER_S,
			    (int)(ns % NS_PER_S / NS_PER_MS));
	return tell(q, "%" PRId64 ".%06d  ", ns / NS_PER_S, (int)(ns % NS_PER_S / NS_PER_US));
}

/* " sack 100:200", the first two blocks. */
static struct str
sack_text(const struct question *q, const struct segment *s)
{
	struct str text = STR("");

	for (unsigned i = 0; i < MIN(s->nsack, 2u); i++)
		text = tell(q, STR_F "  sack %u-%u", STR_A(text), s->sack[i][0], s->sack[i][1]);
	return text;
}

void
show_packet(struct question *q, const struct judged *j)
{
	const struct segment *s = &j->seg;
	struct str seq = STR(""), ack = STR("");
	char number[24];

	snprintf(number, sizeof number, "%" PRIu64, s->packet);
	if (s->known & SEG_HAS_SEQ)
		seq = tell(q, "  seq %u", s->seq);
	if (s->flags & TCP_ACK)
		ack = tell(q, "  ack %u", s->ack);
	show(q, number,
	     tell(q, STR_F "%s  %-2.*s" STR_F STR_F "  win %" PRIu64 "  len %u" STR_F,
		  STR_A(time_text(q, j)), j->dir == C2S ? "C > S" : "S > C",
		  STR_A(flags_text(q, s->flags)), STR_A(seq), STR_A(ack), j->window_bytes, s->len,
		  STR_A(sack_text(q, s))));
}

struct str
line_text(const struct crux_case *cs, struct origin at)
{
	struct str rest, line = { 0 };

	if (at.input >= cs->inputs.n || !at.line)
		return STR("");
	rest = cs->inputs.v[at.input].text;
	for (uint32_t i = 0; i < at.line; i++)
		if (!str_line(&rest, &line))
			return STR("");
	return line;
}

/* How many words are taken: with "send " the one behind it belongs to it. */
static unsigned
wanted_words(struct str word, const char *const *words)
{
	for (; *words; words++) {
		struct str begin = str_from(*words);

		if (str_starts(word, begin))
			return 1;
		if (str_ends(begin, STR(" ")) && str_eq(word, str_trim(begin)))
			return 2;
	}
	return 0;
}

/* The words that are wanted, with "…" for what is left out between them. */
static struct str
pick_words(struct question *q, struct str line, const char *const *words)
{
	struct str text = STR(""), word;
	bool left_out = false;
	unsigned take = 0;

	while (str_word(&line, &word)) {
		take = take > 1 ? 1 : wanted_words(word, words);
		if (!take) {
			left_out = true;
			continue;
		}
		text = tell(q, STR_F "%s%s" STR_F, STR_A(text), text.n ? " " : "",
			    left_out ? "… " : "", STR_A(word));
		left_out = false;
	}
	return left_out ? tell(q, STR_F " …", STR_A(text)) : text;
}

static struct str
without_tabs(struct question *q, struct str line)
{
	struct str text = STR(""), piece;
	bool first = true;

	line = str_trim_right(line);
	while (str_cut(&line, '\t', &piece)) {
		text = tell(q, STR_F STR_F STR_F, STR_A(text), STR_A(first ? STR("") : TAB),
			    STR_A(piece));
		first = false;
	}
	return text;
}

void
show_line(struct question *q, struct origin at, const char *const *words)
{
	struct str line = line_text(q->cs, at);
	char number[16];

	if (!line.n)
		return;
	snprintf(number, sizeof number, "%u", at.line);
	if (words && line.n > WIDE_LINE_COLUMNS)
		show(q, number, pick_words(q, line, words));
	else
		show(q, number, without_tabs(q, line));
}

static int
by_place(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	if (x->input != y->input)
		return x->input < y->input ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static void
show_whole(struct question *q, uint32_t input)
{
	const struct case_input *in = &q->cs->inputs.v[input];

	for (uint32_t line = 1; line <= in->lines; line++)
		show_line(q, (struct origin){ .input = input, .line = line }, NULL);
}

void
show_lines(struct question *q, struct origin *at, size_t n)
{
	const struct case_input *in;
	struct origin last = { .input = UINT32_MAX };

	if (!n || at[0].input >= q->cs->inputs.n)
		return;
	in = &q->cs->inputs.v[at[0].input];
	if (in->lines <= SHORT_TEXT_LINES && in->text.n) {
		show_whole(q, at[0].input);
		return;
	}
	qsort(at, n, sizeof *at, by_place);
	for (size_t i = 0; i < n; i++) {
		if (by_place(&at[i], &last))
			show_line(q, at[i], NULL);
		last = at[i];
	}
}

void
question_source(struct question *q, uint32_t input)
{
	const char *path, *slash;

	if (input >= q->cs->inputs.n)
		return;
	path = q->cs->inputs.v[input].path;
	slash = strrchr(path, '/');
	q->source = str_from(slash && slash[1] ? slash + 1 : path);
}
