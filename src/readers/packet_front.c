/*
 * packet_front.c - what stands before the addresses of a packet's line
 *
 *	    1  14:40:29.383288 ifb0  In  IP …		-#, -i any
 *	2026-11-22 14:40:29.383288 IP …			-tttt
 *	1795358063.212266 IP …				-tt
 *	000052 IP …					-ttt before 4.0
 *	14:40:29.383288 (en0, proc curl:71, out) IP …	macOS, -k
 *	12:14:40:29.383288 IP …				grep -n
 *	web-1 tcpdump[71]: 14:40:29.383288 IP …		a log's own words before it
 */
#include "readers/packet_front.h"

#include "readers/scan.h"

/* Words before the packet, of a log or a chat, that are looked through for a time. */
#define WORDS_BEFORE 12

/* "1795358063.212266": nine digits of seconds are 1973, ten end in 2286. */
static bool
epoch_parse(struct str word, int64_t *ret_ns)
{
	size_t point = str_index(word, '.');

	return point != SIZE_MAX && point >= 9 && point <= 10 && word.n - point > 3 &&
	       str_s_to_ns(word, ret_ns) && *ret_ns > 0;
}

bool
packet_is_network_word(struct str word)
{
	static const struct str words[] = {
		{ "IP", 2 },	    { "IP6", 3 },    { "ARP", 3 },     { "ARP,", 4 },
		{ "arp", 3 },	    { "RARP,", 5 },  { "STP", 3 },     { "STP,", 4 },
		{ "LLDP,", 5 },	    { "LLC,", 4 },   { "MPLS", 4 },    { "PPPoE", 5 },
		{ "vlan", 4 },	    { "802.1Q", 6 }, { "EAP", 3 },     { "EAPOL", 5 },
		{ "CDPv1,", 6 },    { "CDPv2,", 6 }, { "LACPv1,", 7 }, { "ethertype", 9 },
		{ "Loopback,", 9 }, { "802.3,", 6 }, { "IS-IS,", 6 },  { "PTPv2,", 6 },
		{ "802.1q", 6 },    { "IP4", 3 },    { "rarp", 4 },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, words[i]))
			return true;
	return false;
}

bool
packet_is_link_address(struct str word)
{
	return word.n >= 17 && word.p[2] == ':' && word.p[5] == ':' && word.p[8] == ':' &&
	       word.p[11] == ':' && word.p[14] == ':';
}

static struct str
first_word(struct str s)
{
	return scan_word(&s);
}

static bool
two_digits(const char *p, int64_t *ret)
{
	if (!scan_is_digit(p[0]) || !scan_is_digit(p[1]))
		return false;
	*ret = (p[0] - '0') * 10 + (p[1] - '0');
	return true;
}

/* "14:02:11.001234" or "14:02:11" and a blank: nearly all lines have it, so by hand. */
static bool
take_clock(struct str *s, int64_t *ret_ns)
{
	int64_t h, m, sec, ns = 0, unit = NS_PER_S;
	size_t i = 8;

	if (s->n < 8 || s->p[2] != ':' || s->p[5] != ':' || !two_digits(s->p, &h) ||
	    !two_digits(s->p + 3, &m) || !two_digits(s->p + 6, &sec) || h > 24 || m > 59 ||
	    sec > 60)
		return false;
	if (i < s->n && (s->p[i] == '.' || s->p[i] == ','))
		for (i++; i < s->n && i < 18 && scan_is_digit(s->p[i]); i++) {
			unit /= 10;
			ns += (s->p[i] - '0') * unit;
		}
	if (i < s->n && !scan_is_blank(s->p[i]))
		return false;
	*ret_ns = ((h * 60 + m) * 60 + sec) * NS_PER_S + ns;
	scan_pass(s, i);
	return true;
}

/* "-00:00:00.000002" where packets were not in order */
static bool
take_signed_clock(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s;
	bool minus = scan_take(&rest, "-");

	if (!take_clock(&rest, ret_ns))
		return false;
	if (minus)
		*ret_ns = -*ret_ns;
	*s = rest;
	return true;
}

/* "2026-11-22 14:02:11.001", "2026-11-22T14:02:11.001Z", with a zone or without */
static bool
take_date(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, clock;
	size_t end = 0;
	int64_t day, ns;

	if (s->n < 19 || s->p[4] != '-' || !date_parse(str_sub(*s, 0, 10), &day))
		return false;
	scan_pass(&rest, 10);
	if (!scan_take(&rest, "T"))
		scan_blanks(&rest);
	clock = first_word(rest);
	while (end < clock.n &&
	       (scan_is_digit(clock.p[end]) || str_has(STR(":.,"), str_sub(clock, end, 1))))
		end++;
	scan_pass(&rest, clock.n);
	clock.n = end;
	if (!take_clock(&clock, &ns))
		return false;
	*ret_ns = day + ns;
	*s = rest;
	return true;
}

static bool
take_epoch(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, word = scan_word(&rest);

	if (!epoch_parse(word, ret_ns))
		return false;
	*s = rest;
	return true;
}

/* "000052 IP": microseconds, six digits at least, and one blank as nothing else has */
static bool
take_delta(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, word = scan_word(&rest);
	uint64_t us;

	if (word.n < 6 || !str_to_u64(word, &us) || us > INT64_MAX / NS_PER_US ||
	    (rest.n > 1 && scan_is_blank(rest.p[1])) || !packet_is_network_word(first_word(rest)))
		return false;
	*ret_ns = (int64_t)us * NS_PER_US;
	*s = rest;
	return true;
}

/* Cut the time off; what is none stays. */
static enum stamp_form
take_stamp(struct str *s, int64_t *ret_ns)
{
	static const struct {
		bool (*take)(struct str *s, int64_t *ret_ns);
		enum stamp_form form;
	} forms[] = {
		{ take_signed_clock, STAMP_CLOCK },
		{ take_date, STAMP_DATED },
		{ take_epoch, STAMP_EPOCH },
		{ take_delta, STAMP_DELTA },
	};

	/* all of them begin so */
	if (!s->n || !(scan_is_digit(s->p[0]) || s->p[0] == '-'))
		return STAMP_NONE;
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (forms[i].take(s, ret_ns))
			return forms[i].form;
	return STAMP_NONE;
}

/* "    1  " of -#, "12:" of grep -n, "12	" of cat -n; a packet is to follow. */
static bool
take_number(struct str *s, struct packet_text *p)
{
	struct str rest = *s;
	uint32_t number;

	if (!scan_u32(&rest, &number) || !rest.n || !str_has(STR(": \t|)"), str_sub(rest, 0, 1)))
		return false;
	while (rest.n && str_has(STR(": \t|)"), str_sub(rest, 0, 1)))
		scan_pass(&rest, 1);
	p->stamp = take_stamp(&rest, &p->stamp_ns);
	if (p->stamp == STAMP_NONE && !packet_is_network_word(first_word(rest)))
		return false;
	*s = rest;
	return true;
}

/* What a log or a chat wrote first: the last time before the packet is tcpdump's. */
static void
take_buried(struct str *s, struct packet_text *p)
{
	struct str rest = *s;

	for (size_t i = 0; i < WORDS_BEFORE; i++) {
		struct str at = rest, word = scan_word(&rest);
		enum stamp_form form;
		int64_t ns;

		scan_blanks(&at);
		form = take_stamp(&at, &ns);
		if (form != STAMP_NONE) {
			p->stamp = form;
			p->stamp_ns = ns;
			*s = rest = at;
			continue;
		}
		if (!word.n || str_eq(word, STR(">")))
			return;
		if (packet_is_network_word(word)) {
			rest = (struct str){ word.p, rest.n + word.n };
			*s = rest;
			return;
		}
	}
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
		{ { "P", 1 }, DIRECTION_UNKNOWN }, { { "in", 2 }, DIRECTION_IN },
		{ { "out", 3 }, DIRECTION_OUT },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, words[i].word)) {
			*ret = words[i].direction;
			return true;
		}
	return false;
}

/* "(en0, proc curl:71, svc BE, out)": what macOS knows of a packet */
static bool
take_metadata(struct str *s, struct packet_text *p)
{
	struct str rest = *s, list, part;
	size_t end;

	if (!scan_take(&rest, "(") || scan_starts(rest, "tos") || scan_starts(rest, "class") ||
	    scan_starts(rest, "hlim") || scan_starts(rest, "flowlabel"))
		return false;
	end = str_index(rest, ')');
	if (end == SIZE_MAX)
		return false;
	list = str_sub(rest, 0, end);
	p->interface = list;
	if (str_cut(&list, ',', &part))
		p->interface = str_trim(part);
	while (str_cut(&list, ',', &part))
		direction_word(str_trim(part), &p->direction);
	*s = str_trim_left(str_from_pos(rest, end + 1));
	return true;
}

static void
take_interface(struct str *s, struct packet_text *p)
{
	enum seg_direction direction;
	struct str rest = *s, name = scan_word(&rest), word;

	if (packet_is_network_word(name) || take_metadata(s, p))
		return;
	if (direction_word(name, &direction))
		name.n = 0;
	else if (!direction_word(scan_word(&rest), &direction))
		return;
	word = first_word(rest);
	if (!packet_is_network_word(word) && !packet_is_link_address(word) &&
	    !str_eq(word, STR("ifindex")))
		return;
	p->interface = name;
	p->direction = direction;
	*s = rest;
}

/* A log's time, its host and its program stand before tcpdump's own time. */
static bool
is_log_head(struct str s)
{
	struct str word = first_word(s);

	return word.n && !packet_is_network_word(word) && !packet_is_link_address(word) &&
	       word.p[0] != '(';
}

void
packet_front_cut(struct str *s, struct packet_text *p)
{
	p->stamp = take_stamp(s, &p->stamp_ns);
	if (p->stamp == STAMP_NONE && !packet_is_network_word(first_word(*s)) && !take_number(s, p))
		take_buried(s, p);
	scan_blanks(s);
	take_interface(s, p);
	if ((p->stamp == STAMP_DATED || p->stamp == STAMP_EPOCH) && is_log_head(*s))
		take_buried(s, p);
}

/* "14:02:11.001 IP" */
static bool
has_clock(struct str line)
{
	return line.p[2] == ':' && line.p[5] == ':';
}

/* "2026-11-22 14:02:11.001 IP" */
static bool
has_day(struct str line)
{
	return line.p[4] == '-' && line.p[7] == '-' && line.p[10] == ' ' && line.p[13] == ':' &&
	       line.p[16] == ':';
}

/* "1795358063.212266 IP" */
static bool
has_seconds(struct str line)
{
	return line.p[10] == '.' && line.p[17] == ' ' && scan_is_digit(line.p[9]);
}

/* Without the name of the protocol that -v leaves out: "length 1448: HTTP" */
static size_t
without_protocol(struct str line)
{
	size_t n = line.n;

	while (n && line.p[n - 1] >= 'A' && line.p[n - 1] <= 'Z')
		n--;
	if (n == line.n || n < 2 || line.p[n - 1] != ' ' || line.p[n - 2] != ':')
		return line.n;
	return n - 2;
}

/* Where the next "Flags [" behind from ends, n if there is none. */
static size_t
next_flags(struct str line, size_t from)
{
	while (from < line.n) {
		const char *open = memchr(line.p + from, '[', line.n - from);
		size_t at = open ? (size_t)(open - line.p) : line.n;

		if (!open || (at >= 8 && !memcmp(open - 8, ": Flags ", 8)))
			return at;
		from = at + 1;
	}
	return line.n;
}

bool
packet_line_is_plain(struct str line)
{
	size_t n, digits;

	if (line.n < 24 || !scan_is_digit(line.p[0]) ||
	    !(has_clock(line) || has_day(line) || has_seconds(line)))
		return false;
	digits = n = without_protocol(line);
	while (n && scan_is_digit(line.p[n - 1]))
		n--;
	if (n == digits || n < 8 || memcmp(line.p + n - 8, " length ", 8) != 0)
		return false;
	n = next_flags(line, 0);
	return n < line.n && next_flags(line, n + 1) == line.n;
}
