/*
 * packet_text.c - one line of tcpdump's text
 *
 * What stands before the addresses differs with options, link types and
 * versions; what stands behind them hardly does. So a segment is found from its
 * middle:
 *
 *	… SRC > DST: Flags [P.], seq 1:15, ack 1, win 502, options […], length 14
 *	… SRC > DST: P 1:15(14) ack 1 win 502 <nop,nop,…>	(before 4.0, 2008)
 *
 * and the time is looked for at the front. Extra blanks anywhere do not matter.
 */
#include "readers/packet_text.h"

/* The time at the front of a line. */

static bool
is_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* "1795358063.212266": nine digits of seconds are 1973, ten end in 2286. */
static bool
epoch_parse(struct str word, int64_t *ret_ns)
{
	size_t point = str_index(word, '.');

	return point != SIZE_MAX && point >= 9 && point <= 10 && word.n - point > 3 &&
	       str_s_to_ns(word, ret_ns) && *ret_ns > 0;
}

static bool
is_network_word(struct str word)
{
	static const struct str words[] = {
		{ "IP", 2 },	    { "IP6", 3 },    { "ARP", 3 },     { "ARP,", 4 },
		{ "arp", 3 },	    { "RARP,", 5 },  { "STP", 3 },     { "STP,", 4 },
		{ "LLDP,", 5 },	    { "LLC,", 4 },   { "MPLS", 4 },    { "PPPoE", 5 },
		{ "vlan", 4 },	    { "802.1Q", 6 }, { "EAP", 3 },     { "EAPOL", 5 },
		{ "CDPv1,", 6 },    { "CDPv2,", 6 }, { "LACPv1,", 7 }, { "ethertype", 9 },
		{ "Loopback,", 9 }, { "802.3,", 6 }, { "IS-IS,", 6 },  { "PTPv2,", 6 },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, words[i]))
			return true;
	return false;
}

static struct str
first_word(struct str s)
{
	struct str word = { 0 };

	str_word(&s, &word);
	return word;
}

/* "14:02:11.001", and "-00:00:00.000002" where packets were not in order. */
static bool
clock_word(struct str word, int64_t *ret_ns)
{
	bool minus = str_take(&word, STR("-"));

	if (!clock_parse(word, ret_ns))
		return false;
	if (minus)
		*ret_ns = -*ret_ns;
	return true;
}

/* Cut the time off; what is none stays. */
static enum stamp_form
take_stamp(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, word;
	int64_t day, ns;
	uint64_t us;

	if (!str_word(&rest, &word))
		return STAMP_NONE;
	if (date_parse(word, &day)) {
		if (!str_word(&rest, &word) || !clock_parse(word, &ns))
			return STAMP_NONE;
		*ret_ns = day + ns;
		*s = rest;
		return STAMP_DATED;
	}
	if (clock_word(word, ret_ns)) {
		*s = rest;
		return STAMP_CLOCK;
	}
	if (epoch_parse(word, ret_ns)) {
		*s = rest;
		return STAMP_DATED;
	}
	if (word.n < 6 || !is_digits(word) || !is_network_word(first_word(rest)) ||
	    !str_to_u64(word, &us) || us > INT64_MAX / NS_PER_US)
		return STAMP_NONE;
	*ret_ns = (int64_t)us * NS_PER_US;
	*s = rest;
	return STAMP_DELTA;
}

/* "eth0  In  IP …" of -i any; the letters are of pcap's direction. */
static bool
direction_word(struct str word, enum seg_direction *ret)
{
	static const struct {
		struct str word;
		enum seg_direction direction;
	} words[] = {
		{ { "In", 2 }, DIRECTION_IN },	   { { "Out", 3 }, DIRECTION_OUT },
		{ { "B", 1 }, DIRECTION_IN },	   { { "M", 1 }, DIRECTION_IN },
		{ { "P", 1 }, DIRECTION_UNKNOWN },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, words[i].word)) {
			*ret = words[i].direction;
			return true;
		}
	return false;
}

static bool
is_link_address(struct str word)
{
	return word.n >= 17 && word.p[2] == ':' && word.p[5] == ':' && word.p[8] == ':' &&
	       word.p[11] == ':' && word.p[14] == ':';
}

static void
take_interface(struct str *s, struct packet_text *p)
{
	enum seg_direction direction;
	struct str rest = *s, name, word;

	if (!str_word(&rest, &name))
		return;
	if (direction_word(name, &direction))
		name.n = 0;
	else if (!str_word(&rest, &word) || !direction_word(word, &direction))
		return;
	word = first_word(rest);
	if (!is_network_word(word) && !is_link_address(word) && !str_eq(word, STR("ifindex")))
		return;
	p->interface = name;
	p->direction = direction;
	*s = rest;
}

/* Numbers and names behind the addresses. */

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

static void
parse_new(struct str s, struct packet_text *p)
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

/* What follows "SRC > DST:" in the old form; only if all that makes it one is there. */
static bool
parse_old(struct str s, struct packet_text *p)
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

/* The word at the end of s, which is cut off. */
static struct str
last_word(struct str s)
{
	size_t n = 0;

	s = str_trim_right(s);
	while (n < s.n && !char_is_space(s.p[s.n - 1 - n]))
		n++;
	return str_from_pos(s, s.n - n);
}

/* "SRC > DST:" at the end of s. */
static bool
take_ends(struct str s, struct packet_text *p)
{
	struct str dst;

	s = str_trim_right(s);
	if (!str_ends(s, STR(":")))
		return false;
	s = str_trim_right(str_sub(s, 0, s.n - 1));
	dst = last_word(s);
	s = str_trim_right(str_sub(s, 0, s.n - dst.n));
	if (!dst.n || !str_ends(s, STR(">")))
		return false;
	s.n--;
	p->src = last_word(s);
	p->dst = dst;
	return p->src.n > 0;
}

static bool
find_new(struct str s, struct packet_text *p)
{
	size_t at = str_find(s, STR("Flags ["));

	if (at == SIZE_MAX || !take_ends(str_sub(s, 0, at), p))
		return false;
	parse_new(str_from_pos(s, at + 7), p);
	return p->form == PACKET_TCP;
}

/* "tcp 14" behind the addresses */
static bool
parse_quiet(struct str s, struct packet_text *p)
{
	struct str word;

	if (!str_word(&s, &word) || !str_eq(word, STR("tcp")) || !take_u32(&s, &p->seg.len))
		return false;
	p->form = PACKET_QUIET;
	return true;
}

/* Each "SRC > DST:" of the line: there are several with tunnels and with -e. */
static bool
find_old(struct str s, struct packet_text *p)
{
	for (size_t from = 0; from < s.n;) {
		size_t arrow = str_find(str_from_pos(s, from), STR(" > "));
		struct str rest, dst;

		if (arrow == SIZE_MAX)
			return false;
		from += arrow + 3;
		rest = str_from_pos(s, from);
		if (!str_word(&rest, &dst) || !str_ends(dst, STR(":")))
			continue;
		if (!take_ends(str_sub(s, 0, s.n - rest.n), p))
			continue;
		if (parse_old(rest, p) || parse_quiet(rest, p))
			return true;
	}
	return false;
}

/* The IP header that -v prints. */

static uint32_t
named_number(struct str s, struct str name)
{
	size_t at = str_find(s, name);
	uint32_t v = 0;
	uint64_t hex;

	if (at == SIZE_MAX)
		return 0;
	s = str_trim_left(str_from_pos(s, at + name.n));
	if (str_take(&s, STR("0x"))) {
		size_t n = 0;

		while (n < s.n &&
		       (char_is_digit(s.p[n]) || str_index(STR("abcdef"), s.p[n]) != SIZE_MAX))
			n++;
		return str_to_hex64(str_sub(s, 0, n), &hex) ? (uint32_t)hex : 0;
	}
	return take_u32(&s, &v) ? v : 0;
}

/* "(tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)", the end of it. */
static size_t
closing_bracket(struct str s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		depth += s.p[i] == '(';
		if (s.p[i] == ')' && !--depth)
			return i;
	}
	return SIZE_MAX;
}

/* Where the bracket opens: behind "IP", or with -e behind the length of the frame. */
static size_t
find_ip_header(struct str s)
{
	static const struct str first_fields[] = {
		{ "(tos 0x", 7 },
		{ "(class 0x", 9 },
		{ "(flowlabel 0x", 13 },
		{ "(hlim ", 6 },
	};

	for (size_t i = 0; i < COUNT_OF(first_fields); i++) {
		size_t at = str_find(s, first_fields[i]);

		if (at != SIZE_MAX)
			return at;
	}
	return SIZE_MAX;
}

static bool
take_ip_header(struct str *s, struct packet_text *p)
{
	size_t open = find_ip_header(*s), end;
	struct str in;

	if (open == SIZE_MAX)
		return false;
	end = closing_bracket(str_from_pos(*s, open));
	if (end == SIZE_MAX)
		return false;
	in = str_sub(*s, open, end);
	p->ip = (struct ip_text){
		.told = true,
		.ttl = (uint8_t)(named_number(in, STR("ttl")) | named_number(in, STR("hlim"))),
		.tos = (uint8_t)(named_number(in, STR("tos")) | named_number(in, STR("class"))),
		.id = (uint16_t)named_number(in, STR(" id ")),
		.len_bytes = named_number(in, STR(" length")),
		.later_fragment = named_number(in, STR("offset")) > 0,
		.tcp = str_has(in, STR("TCP (6)")),
	};
	*s = str_trim_left(str_from_pos(*s, open + end + 1));
	return true;
}

static bool
is_hex_line(struct str s)
{
	return str_take(&s, STR("0x")) && s.n > 4 && s.p[4] == ':';
}

/* "12 packets dropped by kernel" and what else tcpdump says of itself */
static bool
parse_message(struct str s, struct packet_text *p)
{
	static const struct str starts[] = {
		{ "tcpdump: ", 9 },
		{ "listening on ", 13 },
		{ "reading from ", 13 },
		{ "dropped privs", 13 },
	};
	uint64_t n;

	for (size_t i = 0; i < COUNT_OF(starts); i++)
		if (str_starts(s, starts[i]))
			return true;
	if (!str_take_u64(&s, &n) || !str_starts(s, STR(" packet")))
		return false;
	if (str_has(s, STR("dropped by")))
		p->dropped = n;
	return str_has(s, STR("captured")) || str_has(s, STR("received by filter")) ||
	       str_has(s, STR("dropped by"));
}

static void
note_icmp(struct str s, struct packet_text *p)
{
	p->icmp = str_has(s, STR(": ICMP"));
	if (!p->icmp)
		return;
	p->icmp_too_big = str_has(s, STR("need to frag")) || str_has(s, STR("packet too big"));
	p->icmp_unreachable = !p->icmp_too_big && str_has(s, STR("unreachable"));
}

/* Behind -v's header of a packet that is not TCP: "    10.0.0.1 > 10.0.0.2: ICMP …" */
static bool
has_ends(struct str s)
{
	size_t arrow = str_find(s, STR(" > "));

	return arrow != SIZE_MAX && str_has(str_from_pos(s, arrow), STR(": "));
}

static enum packet_form
other_form(struct str s, const struct packet_text *p)
{
	struct str word = first_word(s);
	bool ip = str_eq(word, STR("IP")) || str_eq(word, STR("IP6"));

	/* "IP" also begins sentences */
	if (ip || (p->indented && p->stamp == STAMP_NONE))
		return has_ends(s) ? PACKET_OTHER : PACKET_NONE;
	if (is_link_address(word))
		return PACKET_OTHER;
	return is_network_word(word) && (p->stamp != STAMP_NONE || str_ends(word, STR(",")))
		       ? PACKET_OTHER
		       : PACKET_NONE;
}

struct packet_text
packet_text_parse(struct str line)
{
	struct packet_text p = { .form = PACKET_NONE };
	struct str s = str_trim(line);

	p.indented = line.n && char_is_space(line.p[0]);
	if (is_hex_line(s)) {
		p.form = PACKET_HEX;
		return p;
	}
	if (parse_message(s, &p)) {
		p.form = PACKET_MESSAGE;
		return p;
	}
	p.stamp = take_stamp(&s, &p.stamp_ns);
	take_interface(&s, &p);
	if (take_ip_header(&s, &p) && !s.n) {
		p.form = PACKET_HEADER;
		return p;
	}
	if (find_new(s, &p) || find_old(s, &p))
		return p;
	note_icmp(s, &p);
	p.form = p.ip.told ? PACKET_OTHER : other_form(s, &p);
	return p;
}
