/*
 * packet_fields.c - what tcpdump prints of a TCP header
 *
 *	Flags [P.], seq 1:15, ack 1, win 502, options [nop,nop,TS val 1 ecr 2], length 14
 *	P 1:15(14) ack 1 win 502 <nop,nop,timestamp 1 2>	(before 4.0, 2008)
 *
 * Field by field from the left; what is no field ends it.
 */
#include "readers/packet_fields.h"

static bool
take_u32(struct str *s, uint32_t *ret)
{
	uint64_t v;

	*s = str_trim_left(*s);
	if (!str_take_u64(s, &v) || v > UINT32_MAX)
		return false;
	*ret = (uint32_t)v;
	return true;
}

/* "a:b" or "a" */
static bool
take_range(struct str *s, struct packet_text *p)
{
	if (!take_u32(s, &p->seg.seq))
		return false;
	p->has_seq = true;
	if (str_take(s, STR(":")))
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
		s = str_from_pos(s, at + 1);
		if (!take_u32(&s, &left) || !str_take(&s, STR(":")) || !take_u32(&s, &right))
			return;
		seg->sack[seg->nsack][0] = left;
		seg->sack[seg->nsack++][1] = right;
	}
}

/* "TS val 905475132 ecr 0", and before 4.0 "timestamp 905475132 0" */
static void
take_timestamp(struct str s, struct segment *seg)
{
	struct str ignored;
	uint32_t value, echo;

	str_take(&s, STR(" val"));
	if (!take_u32(&s, &value))
		return;
	s = str_trim_left(s);
	if (str_starts(s, STR("ecr")))
		str_word(&s, &ignored);
	if (!take_u32(&s, &echo))
		return;
	seg->tsval = value;
	seg->tsecr = echo;
	seg->options |= OPT_TIMESTAMP;
}

static void
take_option(struct str option, struct segment *seg)
{
	static const struct {
		struct str name;
		uint8_t bit;
	} plain[] = {
		{ { "tfo", 3 }, OPT_FASTOPEN },	     { { "exp-tfo", 7 }, OPT_FASTOPEN },
		{ { "md5", 3 }, OPT_MD5_AO },	     { { "tcp-ao", 6 }, OPT_MD5_AO },
		{ { "mptcp", 5 }, OPT_MPTCP },	     { { "sackOK", 6 }, OPT_SACK_OK },
		{ { "sack-perm", 9 }, OPT_SACK_OK },
	};
	struct str s = str_trim(option);
	uint32_t v;

	for (size_t i = 0; i < COUNT_OF(plain); i++)
		if (str_starts(s, plain[i].name)) {
			seg->options |= plain[i].bit;
			return;
		}
	if (str_take(&s, STR("mss")) && take_u32(&s, &v) && v <= UINT16_MAX) {
		seg->mss = (uint16_t)v;
		seg->options |= OPT_MSS;
	} else if (str_take(&s, STR("wscale")) && take_u32(&s, &v)) {
		seg->wscale = (uint8_t)MIN(v, 14u); /* RFC 7323, 2.3 */
		seg->options |= OPT_WSCALE;
	} else if (str_take(&s, STR("sack"))) {
		take_sack(s, seg);
	} else if (str_take(&s, STR("TS")) || str_take(&s, STR("timestamp"))) {
		take_timestamp(s, seg);
	}
}

/* What stands between the brackets of the options. */
static void
take_options(struct str list, struct packet_text *p)
{
	struct str option;

	p->has_options = true;
	while (str_cut(&list, ',', &option))
		take_option(option, &p->seg);
}

/* "0x071d (incorrect -> 0x84ee)", "0x071d (correct)" */
static void
take_checksum(struct str *s, struct packet_text *p)
{
	uint64_t sum;
	size_t end;

	*s = str_trim_left(*s);
	if (!str_take(s, STR("0x")) || !str_to_hex64(str_sub(*s, 0, 4), &sum))
		return;
	*s = str_trim_left(str_from_pos(*s, 4));
	if (str_starts(*s, STR("(correct")))
		p->seg.checksum = CHECKSUM_GOOD;
	else if (str_starts(*s, STR("(incorrect")))
		p->seg.checksum = CHECKSUM_BAD;
	p->checksum = (uint32_t)sum;
	end = s->n && s->p[0] == '(' ? str_index(*s, ')') : SIZE_MAX;
	if (end != SIZE_MAX)
		*s = str_from_pos(*s, end + 1);
}

/* Flags as letters: "S.", "FP", "SEW". */
static bool
flags_parse(struct str s, uint8_t *ret)
{
	static const struct {
		char letter;
		uint8_t flag;
	} letters[] = {
		{ 'F', TCP_FIN }, { 'S', TCP_SYN }, { 'R', TCP_RST }, { 'P', TCP_PSH },
		{ '.', TCP_ACK }, { 'U', TCP_URG }, { 'E', TCP_ECE }, { 'W', TCP_CWR },
		{ 'e', 0 }, /* AccECN's third bit, which we have no use for */
	};
	uint8_t flags = 0;

	if (str_eq(s, STR("none"))) {
		*ret = 0;
		return true;
	}
	for (size_t i = 0; i < s.n; i++) {
		size_t k = 0;

		while (k < COUNT_OF(letters) && letters[k].letter != s.p[i])
			k++;
		if (k == COUNT_OF(letters))
			return false;
		flags |= letters[k].flag;
	}
	*ret = flags;
	return s.n > 0;
}

static struct str
after_separator(struct str s)
{
	while (s.n && (char_is_space(s.p[0]) || s.p[0] == ','))
		s = str_from_pos(s, 1);
	return s;
}

/*
 * The fields of both forms: a name and its value. Old ones are parted by blanks,
 * new ones by commas. False at the first thing that is no field.
 */
static bool
take_field(struct str *s, struct packet_text *p)
{
	struct str name, rest;
	uint32_t v;
	size_t end;

	rest = after_separator(*s);
	if (!str_word(&rest, &name))
		return false;
	if (str_eq(name, STR("seq")) && take_range(&rest, p)) {
		*s = rest;
	} else if (str_eq(name, STR("ack")) && take_u32(&rest, &p->seg.ack)) {
		p->has_ack = true;
		p->seg.flags |= TCP_ACK; /* the old form has no letter for it beside others */
		*s = rest;
	} else if (str_eq(name, STR("win")) && take_u32(&rest, &v)) {
		p->has_window = v <= UINT16_MAX;
		p->seg.window = (uint16_t)v;
		*s = rest;
	} else if (str_eq(name, STR("urg")) && take_u32(&rest, &v)) {
		p->seg.urgent = (uint16_t)v;
		*s = rest;
	} else if (str_eq(name, STR("cksum"))) {
		take_checksum(&rest, p);
		*s = rest;
	} else if (str_eq(name, STR("length")) && take_u32(&rest, &p->seg.len)) {
		p->has_len = p->whole = true;
		return false; /* the last one: what is behind it is the payload's */
	} else if (str_eq(name, STR("options"))) {
		rest = str_trim_left(rest);
		end = str_index(rest, ']');
		if (!str_starts(rest, STR("[")) || end == SIZE_MAX)
			return false;
		take_options(str_sub(rest, 1, end - 1), p);
		*s = str_from_pos(rest, end + 1);
	} else {
		return false;
	}
	return true;
}

void
packet_fields_new(struct str s, struct packet_text *p)
{
	size_t close = str_index(s, ']');

	if (close == SIZE_MAX || !flags_parse(str_sub(s, 0, close), &p->seg.flags))
		return;
	p->form = PACKET_TCP;
	s = str_from_pos(s, close + 1);
	while (take_field(&s, p))
		;
}

/* "1:15(14)" */
static bool
take_old_range(struct str *s, struct packet_text *p)
{
	struct str rest = after_separator(*s);
	uint32_t len;

	if (!rest.n || !char_is_digit(rest.p[0]) || !take_range(&rest, p))
		return false;
	if (str_take(&rest, STR("(")) && take_u32(&rest, &len) && str_take(&rest, STR(")"))) {
		p->seg.len = len;
		p->has_len = true;
	}
	*s = rest;
	return true;
}

/* "(DF)", "[tos 0x2]", "[tcp sum ok]", "[bad tcp cksum …!]": marks around the fields */
static bool
take_old_mark(struct str *s, struct packet_text *p)
{
	struct str rest = str_trim_left(*s), mark;
	char close;
	size_t end;

	if (!rest.n || !str_has(STR("(["), str_sub(rest, 0, 1)))
		return false;
	close = rest.p[0] == '(' ? ')' : ']';
	end = str_index(rest, close);
	if (end == SIZE_MAX)
		return false;
	mark = str_sub(rest, 0, end);
	if (str_has(mark, STR("sum ok")))
		p->seg.checksum = CHECKSUM_GOOD;
	else if (str_has(mark, STR("bad tcp cksum")))
		p->seg.checksum = CHECKSUM_BAD;
	*s = str_from_pos(rest, end + 1);
	return true;
}

static bool
take_old_options(struct str *s, struct packet_text *p)
{
	struct str rest = str_trim_left(*s);
	size_t end = str_index(rest, '>');

	if (!str_starts(rest, STR("<")) || end == SIZE_MAX)
		return false;
	take_options(str_sub(rest, 1, end - 1), p);
	*s = str_from_pos(rest, end + 1);
	return true;
}

bool
packet_fields_old(struct str s, struct packet_text *p)
{
	struct packet_text old = *p;
	struct str flags;

	if (!str_word(&s, &flags))
		return false;
	if (str_ends(flags, STR(",")))
		flags.n--;
	if (!flags_parse(flags, &old.seg.flags))
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
	struct str word;

	if (!str_word(&s, &word) || !str_eq(word, STR("tcp")) || !take_u32(&s, &p->seg.len))
		return false;
	p->form = PACKET_QUIET;
	return true;
}
