/*
 * packet_text.c - one line of tcpdump's text
 *
 * What stands before the addresses differs with options, link types and
 * versions (packet_front.c); what stands behind them hardly does
 * (packet_fields.c). So a segment is found from its middle, the arrow:
 *
 *	… SRC > DST: Flags [P.], seq 1:15, ack 1, win 502, options […], length 14
 *	… SRC > DST: P 1:15(14) ack 1 win 502 <nop,nop,…>	(before 4.0, 2008)
 *
 * Extra blanks anywhere do not matter.
 */
#include "readers/packet_text.h"

#include "readers/host_names.h"
#include "readers/packet_fields.h"
#include "readers/packet_front.h"
#include "readers/scan.h"

static struct str
first_word(struct str s)
{
	return scan_word(&s);
}

/* The word at the end of s. */
static struct str
last_word(struct str s)
{
	size_t n = 0;

	while (s.n && scan_is_blank(s.p[s.n - 1]))
		s.n--;
	while (n < s.n && !scan_is_blank(s.p[s.n - 1 - n]))
		n++;
	return (struct str){ s.p + s.n - n, n };
}

/* The next arrow at or behind from: ">" with blanks around it; SIZE_MAX: none. */
static size_t
next_arrow(struct str s, size_t from)
{
	while (from < s.n) {
		const char *at = memchr(s.p + from, '>', s.n - from);
		size_t i;

		if (!at)
			break;
		i = (size_t)(at - s.p);
		if (i && scan_is_blank(s.p[i - 1]) && i + 1 < s.n && scan_is_blank(s.p[i + 1]))
			return i;
		from = i + 1;
	}
	return SIZE_MAX;
}

/* "DST:" behind the arrow, or "DST :"; *rest is what follows. */
static bool
take_dst(struct str *rest, struct str *ret)
{
	struct str word = scan_word(rest);

	if (word.n && word.p[word.n - 1] == ':') {
		word.n--;
	} else {
		scan_blanks(rest);
		if (!scan_take(rest, ": "))
			return false;
	}
	*ret = word;
	return word.n > 0;
}

static bool
take_fields(struct str s, struct packet_text *p)
{
	scan_blanks(&s);
	if (scan_take(&s, "Flags [")) {
		packet_fields_new(s, p);
		return p->form == PACKET_TCP;
	}
	return packet_fields_old(s, p) || packet_fields_quiet(s, p);
}

/*
 * Each "SRC > DST:" of the line: there are several with tunnels and with -e. The
 * line is cut off before the one that has a segment behind it.
 */
static bool
find_segment(struct str *s, struct packet_text *p)
{
	for (size_t at = next_arrow(*s, 0); at != SIZE_MAX; at = next_arrow(*s, at + 1)) {
		struct str rest = str_from_pos(*s, at + 1), dst;

		if (!take_dst(&rest, &dst) || !take_fields(rest, p))
			continue;
		p->src = last_word(str_sub(*s, 0, at));
		p->dst = dst;
		if (!p->src.n)
			return false;
		s->n = (size_t)(p->src.p - s->p);
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
	return scan_take(&s, "0x") && s.n > 4 && s.p[4] == ':';
}

/* "12 packets dropped by kernel" and what else tcpdump says of itself */
static bool
parse_message(struct str s, struct packet_text *p)
{
	static const struct str starts[] = {
		{ "tcpdump: ", 9 },	 { "listening on ", 13 },   { "reading from ", 13 },
		{ "dropped privs", 13 }, { "data link type ", 15 },
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
	p->icmp = str_has(s, STR(": ICMP")) || str_has(s, STR(": icmp"));
	if (!p->icmp)
		return;
	p->icmp_too_big = str_has(s, STR("need to frag")) || str_has(s, STR("packet too big"));
	p->icmp_exceeded = str_has(s, STR("time exceeded"));
	p->icmp_unreachable = !p->icmp_too_big && str_has(s, STR("unreachable"));
}

/* "10.0.0.1 > 10.0.0.2: ICMP …", "10.0.0.1.53 > 10.0.0.2.9999: 1 A …" */
static bool
has_ends(struct str s, struct str *ret_src)
{
	size_t arrow = next_arrow(s, 0);

	if (arrow == SIZE_MAX)
		return false;
	*ret_src = last_word(str_sub(s, 0, arrow));
	return str_has(str_from_pos(s, arrow), STR(":"));
}

/* What has no word before the addresses must have real ones: chats have arrows too. */
static bool
has_addresses(struct str s)
{
	struct endpoint e;
	struct str src;
	bool named;

	return has_ends(s, &src) && host_port_parse(src, &e, &named) && !named;
}

static enum packet_form
other_form(struct str s, const struct packet_text *p)
{
	struct str word = first_word(s), src;
	bool ip = str_eq(word, STR("IP")) || str_eq(word, STR("IP6"));

	/* "IP" also begins sentences */
	if (ip || (p->indented && p->stamp == STAMP_NONE))
		return has_ends(s, &src) || (ip && str_has(s, STR("[|"))) ? PACKET_OTHER
									  : PACKET_NONE;
	if (packet_is_link_address(word) || /* -e on -i any: "ifindex 3 MAC ethertype ARP …" */
	    (str_eq(word, STR("ifindex")) && str_has(s, STR(" ethertype "))))
		return PACKET_OTHER;
	if (p->stamp == STAMP_NONE)
		return packet_is_network_word(word) && str_ends(word, STR(",")) ? PACKET_OTHER
										: PACKET_NONE;
	/* "[|ip6]": the snap length left nothing of it */
	return packet_is_network_word(word) || str_starts(word, STR("[|")) || has_addresses(s)
		       ? PACKET_OTHER
		       : PACKET_NONE;
}

struct packet_text
packet_text_parse(struct str line)
{
	struct packet_text p = { .form = PACKET_NONE };
	struct str s = str_trim(line), whole;

	p.indented = line.n && scan_is_blank(line.p[0]);
	if (is_hex_line(s)) {
		p.form = PACKET_HEX;
		return p;
	}
	whole = s;
	if (find_segment(&s, &p)) {
		packet_front_cut(&s, &p);
		if (str_index(s, '(') != SIZE_MAX)
			take_ip_header(&s, &p);
		return p;
	}
	s = whole;
	if (parse_message(s, &p)) {
		p.form = PACKET_MESSAGE;
		return p;
	}
	packet_front_cut(&s, &p);
	if (take_ip_header(&s, &p) && !s.n) {
		p.form = PACKET_HEADER;
		return p;
	}
	note_icmp(s, &p);
	p.form = p.ip.told ? PACKET_OTHER : other_form(s, &p);
	return p;
}
