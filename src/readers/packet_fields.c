/*
 * packet_fields.c - what tcpdump prints of a TCP header
 *
 *	Flags [P.], seq 1:15, ack 1, win 502, options [nop,nop,TS val 1 ecr 2], length 14
 *	P 1:15(14) ack 1 win 502 <nop,nop,timestamp 1 2>	(before 4.0, 2008)
 *
 * Field by field from the left; what is no field ends it.
 */
#include "readers/packet_fields.h"

#include "readers/scan.h"

/* Where somebody or something cut: a number before it may lack digits. */
static bool
is_cut_here(struct str s)
{
	return scan_starts(s, "...") || scan_starts(s, "…");
}

static bool
take_u32(struct str *s, uint32_t *ret)
{
	struct str rest = *s;
	uint32_t v;

	scan_blanks(&rest);
	if (!scan_u32(&rest, &v) || is_cut_here(rest))
		return false;
	*ret = v;
	*s = rest;
	return true;
}

/* "a:b" or "a" */
static bool
take_range(struct str *s, struct packet_text *p)
{
	if (!take_u32(s, &p->seg.seq))
		return false;
	p->has_seq = true;
	if (scan_take(s, ":"))
		p->has_seq_end = take_u32(s, &p->seq_end);
	return true;
}

/* "{1449:2897}{5793:7241}" */
static void
take_sack(struct str s, struct segment *seg)
{
	uint32_t left, right;
	size_t at;

	seg->options |= OPT_SACK;
	while (seg->nsack < SEG_SACK_MAX && (at = str_index(s, '{')) != SIZE_MAX) {
		scan_pass(&s, at + 1);
		if (!take_u32(&s, &left) || !scan_take(&s, ":") || !take_u32(&s, &right))
			return;
		seg->sack[seg->nsack][0] = left;
		seg->sack[seg->nsack++][1] = right;
	}
}

/* "TS val 905475132 ecr 0", and before 4.0 "timestamp 905475132 0" */
static void
take_timestamp(struct str s, struct segment *seg)
{
	uint32_t value, echo;

	scan_take(&s, " val");
	if (!take_u32(&s, &value))
		return;
	scan_blanks(&s);
	scan_take(&s, "ecr");
	if (!take_u32(&s, &echo))
		return;
	seg->tsval = value;
	seg->tsecr = echo;
	seg->options |= OPT_TIMESTAMP;
}

static void
take_mss(struct str s, struct segment *seg)
{
	uint32_t v;

	if (!take_u32(&s, &v) || v > UINT16_MAX)
		return;
	seg->mss = (uint16_t)v;
	seg->options |= OPT_MSS;
}

static void
take_wscale(struct str s, struct segment *seg)
{
	uint32_t v;

	if (!take_u32(&s, &v))
		return;
	seg->wscale = (uint8_t)MIN(v, 14u); /* RFC 7323, 2.3 */
	seg->options |= OPT_WSCALE;
}

static void
take_option(struct str s, struct segment *seg)
{
	/* longer names first */
	static const struct {
		struct str name;
		void (*take)(struct str s, struct segment *seg);
		uint8_t bit; /* where the name says it all */
	} options[] = {
		{ { "TS", 2 }, take_timestamp, 0 },
		{ { "mss", 3 }, take_mss, 0 },
		{ { "sackOK", 6 }, NULL, OPT_SACK_OK },
		{ { "sack-perm", 9 }, NULL, OPT_SACK_OK },
		{ { "sack", 4 }, take_sack, 0 },
		{ { "wscale", 6 }, take_wscale, 0 },
		{ { "timestamp", 9 }, take_timestamp, 0 },
		{ { "tfo", 3 }, NULL, OPT_FASTOPEN },
		{ { "exp-tfo", 7 }, NULL, OPT_FASTOPEN },
		{ { "md5", 3 }, NULL, OPT_MD5_AO },
		{ { "tcp-ao", 6 }, NULL, OPT_MD5_AO },
		{ { "mptcp", 5 }, NULL, OPT_MPTCP },
	};

	for (size_t i = 0; i < COUNT_OF(options); i++) {
		if (s.p[0] != options[i].name.p[0] || !str_starts(s, options[i].name))
			continue;
		seg->options |= options[i].bit;
		if (options[i].take)
			options[i].take(str_from_pos(s, options[i].name.n), seg);
		return;
	}
}

/* What stands between the brackets of the options. */
static void
take_options(struct str list, struct packet_text *p)
{
	p->has_options = true;
	p->options_cut |= str_index(list, '[') != SIZE_MAX; /* "[|tcp]": by the snap length */
	while (list.n) {
		struct str option = list;
		size_t comma = str_index(list, ',');

		if (comma != SIZE_MAX)
			option.n = comma;
		scan_pass(&list, MIN(option.n + 1, list.n));
		scan_blanks(&option);
		p->options_cut |= is_cut_here(option); /* by a person */
		if (option.n && !scan_starts(option, "nop"))
			take_option(option, &p->seg);
	}
}

/* "0x071d (incorrect -> 0x84ee)", "0x071d (correct)" */
static bool
take_checksum(struct str *s, struct packet_text *p)
{
	uint64_t sum;
	size_t end;

	scan_blanks(s);
	if (!scan_take(s, "0x") || !str_to_hex64(str_sub(*s, 0, 4), &sum))
		return true;
	*s = str_trim_left(str_from_pos(*s, 4));
	if (scan_starts(*s, "(correct"))
		p->seg.checksum = CHECKSUM_GOOD;
	else if (scan_starts(*s, "(incorrect"))
		p->seg.checksum = CHECKSUM_BAD;
	p->checksum = (uint32_t)sum;
	end = s->n && s->p[0] == '(' ? str_index(*s, ')') : SIZE_MAX;
	if (end != SIZE_MAX)
		*s = str_from_pos(*s, end + 1);
	return true;
}

/* Flags as letters: "S.", "FP", "SEW". */
static bool
flags_parse(struct str s, struct segment *ret)
{
	static const uint8_t letters[128] = {
		['F'] = TCP_FIN, ['S'] = TCP_SYN, ['R'] = TCP_RST, ['P'] = TCP_PSH,
		['.'] = TCP_ACK, ['U'] = TCP_URG, ['E'] = TCP_ECE, ['W'] = TCP_CWR,
	};
	uint8_t flags = 0;

	ret->flags = 0;
	if (str_eq(s, STR("none")))
		return true;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t flag = letters[s.p[i] & 127];

		if (s.p[i] < 0 || (!flag && s.p[i] != 'e'))
			return false;
		if (s.p[i] == 'e') /* the third bit of accurate ECN */
			ret->known |= SEG_AE;
		flags |= flag;
	}
	ret->flags = flags;
	return s.n > 0;
}

static void
pass_separators(struct str *s)
{
	while (s->n && (scan_is_blank(s->p[0]) || s->p[0] == ','))
		scan_pass(s, 1);
}

/* The fields by name; each false when what follows is not its value. */

static bool
field_ack(struct str *s, struct packet_text *p)
{
	if (!take_u32(s, &p->seg.ack))
		return false;
	p->has_ack = true;
	p->seg.flags |= TCP_ACK; /* the old form has no letter for it beside others */
	return true;
}

static bool
field_window(struct str *s, struct packet_text *p)
{
	uint32_t v;

	if (!take_u32(s, &v))
		return false;
	p->has_window = v <= UINT16_MAX;
	p->seg.window = (uint16_t)v;
	return true;
}

static bool
field_urgent(struct str *s, struct packet_text *p)
{
	uint32_t v;

	if (!take_u32(s, &v))
		return false;
	p->seg.urgent = (uint16_t)v;
	return true;
}

/* The bracket that closes the first one of s; options may hold "[|tcp]". */
static size_t
closing(struct str s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		depth += s.p[i] == '[';
		if (s.p[i] == ']' && !--depth)
			return i;
	}
	return SIZE_MAX;
}

static bool
field_options(struct str *s, struct packet_text *p)
{
	size_t end;

	scan_blanks(s);
	if (!s->n || s->p[0] != '[')
		return false;
	end = closing(*s);
	if (end == SIZE_MAX) { /* the end of the line is not there */
		p->options_cut = true;
		take_options(str_from_pos(*s, 1), p);
		return false;
	}
	take_options(str_sub(*s, 1, end - 1), p);
	scan_pass(s, end + 1);
	return true;
}

/* The last one: what is behind it is the payload's. */
static bool
field_length(struct str *s, struct packet_text *p)
{
	if (take_u32(s, &p->seg.len))
		p->has_len = p->whole = true;
	return false;
}

/*
 * The fields of both forms: a name and its value. Old ones are parted by blanks,
 * new ones by commas. False at the first thing that is no field, and behind the
 * last one.
 */
static bool
take_field(struct str *s, struct packet_text *p)
{
	static const struct {
		struct str name;
		bool (*take)(struct str *s, struct packet_text *p);
	} fields[] = {
		{ { "seq", 3 }, take_range },	   { { "ack", 3 }, field_ack },
		{ { "win", 3 }, field_window },	   { { "options", 7 }, field_options },
		{ { "length", 6 }, field_length }, { { "cksum", 5 }, take_checksum },
		{ { "urg", 3 }, field_urgent },
	};
	struct str rest = *s;

	pass_separators(&rest);
	for (size_t i = 0; rest.n && i < COUNT_OF(fields); i++) {
		size_t n = fields[i].name.n;

		if (rest.p[0] != fields[i].name.p[0] || !str_starts(rest, fields[i].name))
			continue;
		if (rest.n == n || !scan_is_blank(rest.p[n]))
			return false;
		scan_pass(&rest, n);
		if (!fields[i].take(&rest, p))
			return false;
		*s = rest;
		return true;
	}
	return false;
}

void
packet_fields_new(struct str s, struct packet_text *p)
{
	size_t close = str_index(s, ']');

	if (close == SIZE_MAX || !flags_parse(str_sub(s, 0, close), &p->seg))
		return;
	p->form = PACKET_TCP;
	scan_pass(&s, close + 1);
	while (take_field(&s, p))
		;
}

/* "1:15(14)" */
static bool
take_old_range(struct str *s, struct packet_text *p)
{
	struct str rest = *s;
	uint32_t len;

	pass_separators(&rest);
	if (!rest.n || !scan_is_digit(rest.p[0]) || !take_range(&rest, p))
		return false;
	if (scan_take(&rest, "(") && take_u32(&rest, &len) && scan_take(&rest, ")")) {
		p->seg.len = len;
		p->has_len = true;
	}
	*s = rest;
	return true;
}

/* "ttl 64, id 1234, len 60" in brackets behind the fields: -v of old ones and OpenBSD */
static void
take_old_header(struct str mark, struct packet_text *p)
{
	struct str rest = mark, part;
	uint32_t v;

	while (str_cut(&rest, ',', &part)) {
		part = str_trim(part);
		if (scan_take(&part, "ttl") && take_u32(&part, &v)) {
			p->ip.ttl = (uint8_t)v;
			p->ip.told = true;
		} else if (scan_take(&part, "id") && take_u32(&part, &v)) {
			p->ip.id = (uint16_t)v;
		} else if (scan_take(&part, "len") && take_u32(&part, &v)) {
			p->ip.len_bytes = v;
		}
	}
}

static void
take_mark(struct str mark, struct packet_text *p)
{
	if (str_has(mark, STR("sum ok")))
		p->seg.checksum = CHECKSUM_GOOD;
	else if (str_has(mark, STR("bad tcp cksum")))
		p->seg.checksum = CHECKSUM_BAD;
	if (str_has(mark, STR("ECN-Echo"))) /* 3.6 and before */
		p->seg.flags |= TCP_ECE;
	if (str_has(mark, STR("CWR")))
		p->seg.flags |= TCP_CWR;
	if (str_has(mark, STR("ttl ")))
		take_old_header(mark, p);
}

/* "(DF)", "[tos 0x2]", "[tcp sum ok]", "[bad tcp cksum …!]": marks around the fields */
static bool
take_old_mark(struct str *s, struct packet_text *p)
{
	struct str rest = *s;
	size_t end;

	scan_blanks(&rest);
	if (!rest.n || (rest.p[0] != '(' && rest.p[0] != '['))
		return false;
	end = str_index(rest, rest.p[0] == '(' ? ')' : ']');
	if (end == SIZE_MAX)
		return false;
	take_mark(str_sub(rest, 1, end - 1), p);
	*s = str_from_pos(rest, end + 1);
	return true;
}

static bool
take_old_options(struct str *s, struct packet_text *p)
{
	struct str rest = *s;
	size_t end;

	scan_blanks(&rest);
	end = scan_starts(rest, "<") ? str_index(rest, '>') : SIZE_MAX;
	if (end == SIZE_MAX)
		return false;
	take_options(str_sub(rest, 1, end - 1), p);
	*s = str_from_pos(rest, end + 1);
	return true;
}

bool
packet_fields_old(struct str s, struct packet_text *p)
{
	struct str flags = scan_word(&s);
	struct packet_text old = *p;

	if (str_ends(flags, STR(",")))
		flags.n--;
	if (!flags_parse(flags, &old.seg))
		return false;
	old.seg.flags &= (uint8_t)~TCP_ACK; /* "." is "no flags" there; "ack" tells */
	while (take_old_range(&s, &old) || take_field(&s, &old) || take_old_options(&s, &old) ||
	       take_old_mark(&s, &old))
		;
	if (!old.has_seq && !old.has_ack)
		return false;
	old.form = PACKET_TCP;
	old.whole = old.has_options;
	*p = old;
	return true;
}

bool
packet_fields_quiet(struct str s, struct packet_text *p)
{
	scan_blanks(&s);
	if (scan_take(&s, "[|tcp]")) {
		p->form = PACKET_QUIET;
		return true;
	}
	if (!scan_take(&s, "tcp ") || !take_u32(&s, &p->seg.len))
		return false;
	p->has_len = true;
	p->form = PACKET_QUIET;
	return true;
}
