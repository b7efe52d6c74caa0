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

#include "readers/packet_fields.h"

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
	packet_fields_new(str_from_pos(s, at + 7), p);
	return p->form == PACKET_TCP;
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
		if (packet_fields_old(rest, p) || packet_fields_quiet(rest, p))
			return true;
	}
	return false;
}

/* The IP header that -v prints. */

static uint32_t
named_number(struct str s, struct str name)
{
	size_t at = str_find(s, name);
	uint64_t v, hex;

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
	return str_take_u64(&s, &v) && v <= UINT32_MAX ? (uint32_t)v : 0;
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
