/*
 * shark_row.c - one packet in Wireshark's columns
 *
 *	    1   0.000000   10.8.0.6 → 10.44.12.5 TCP 80 57354 → 443 [SYN] Seq=0 Win=64240 …
 *
 * tshark prints it so; with tabs (-T tabs); copied from Wireshark's window the
 * first arrow is missing and columns are parted by tabs, blanks, or quotes and
 * commas. Old versions have ">" for the arrow, and other words for options. What
 * is sure are two addresses beside each other, the protocol behind them, and the
 * ports, flags and "Seq=" of a segment.
 */
#include "readers/shark_row.h"

#include "readers/host_names.h"
#include "readers/scan.h"
#include "readers/services.h"

/* Number, date and time stand before the addresses, and columns that somebody added. */
#define WORDS_BEFORE 8

static const struct str arrows[] = {
	{ "→", 3 }, { ">", 1 }, { "->", 2 }, { "â†’", 8 }, { "?", 1 },
};

/* Quotes and commas of a CSV are blanks here: no field that matters has any. */
static bool
is_gap(char c)
{
	return scan_is_blank(c) || c == '"';
}

static void
pass_gaps(struct str *s)
{
	while (s->n && (is_gap(s->p[0]) || (s->p[0] == ',' && s->n > 1 && s->p[1] == '"')))
		scan_pass(s, 1);
}

static struct str
take_cell(struct str *s)
{
	struct str cell;
	size_t n = 0;

	pass_gaps(s);
	while (n < s->n && !is_gap(s->p[n]))
		n++;
	cell = (struct str){ s->p, n };
	scan_pass(s, n);
	return cell;
}

static bool
is_arrow(struct str s)
{
	for (size_t i = 0; i < COUNT_OF(arrows); i++)
		if (str_eq(s, arrows[i]))
			return true;
	return false;
}

bool
shark_row_is_heading(struct str line)
{
	return str_eq(take_cell(&line), STR("No.")) && str_has(line, STR("Time")) &&
	       str_has(line, STR("Source"));
}

/* "0.000000000", "1795358429.383288000" */
static enum shark_time
take_seconds(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, word = take_cell(&rest), digits = word;
	size_t point;

	scan_take(&digits, "-");
	point = str_index(digits, '.');
	if (point == SIZE_MAX || !point || !str_s_to_ns(digits, ret_ns))
		return SHARK_UNTIMED;
	if (digits.n != word.n)
		*ret_ns = -*ret_ns;
	*s = rest;
	return point >= 9 ? SHARK_DATED : SHARK_SECONDS; /* nine digits of seconds are 1973 */
}

/* "2026-11-22 14:40:29.383288" */
static enum shark_time
take_date(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, word = take_cell(&rest);
	int64_t day, ns;

	if (!date_parse(word, &day) || !clock_parse(take_cell(&rest), &ns))
		return SHARK_UNTIMED;
	*ret_ns = day + ns;
	*s = rest;
	return SHARK_DATED;
}

static enum shark_time
take_clock(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s;

	if (!clock_parse(take_cell(&rest), ret_ns))
		return SHARK_UNTIMED;
	*s = rest;
	return SHARK_CLOCK;
}

enum shark_time
shark_time_take(struct str *s, int64_t *ret_ns)
{
	enum shark_time t = take_seconds(s, ret_ns);

	if (t == SHARK_UNTIMED)
		t = take_date(s, ret_ns);
	return t != SHARK_UNTIMED ? t : take_clock(s, ret_ns);
}

/* An address as numbers, which no word of a sentence is. */
static bool
is_address(struct str word)
{
	struct addr a;

	return word.n > 2 && addr_parse(word, &a);
}

static bool
is_host(struct str word)
{
	struct addr a;
	bool named;

	return host_parse(word, &a, &named);
}

/*
 * Pass what stands before the addresses, and take them. With an arrow between
 * them they may be names.
 */
static bool
take_addresses(struct str *s, struct packet_text *p)
{
	struct str rest = *s;

	for (size_t i = 0; i < WORDS_BEFORE; i++) {
		struct str behind, src = take_cell(&rest), dst;
		bool arrow;

		if (!src.n)
			return false;
		behind = rest;
		dst = take_cell(&behind);
		arrow = is_arrow(dst);
		if (arrow)
			dst = take_cell(&behind);
		if (arrow ? !is_host(src) || !is_host(dst) : !is_address(src) || !is_address(dst))
			continue;
		p->src = src;
		p->dst = dst;
		*s = behind;
		return true;
	}
	return false;
}

/* "[TCP Retransmission] ", "[TCP Dup ACK 5#1] " and others before the ports */
static void
take_tags(struct str *s, struct shark_row *row)
{
	for (;;) {
		struct str tag;
		size_t end;

		scan_blanks(s);
		end = str_index(*s, ']');
		if (!scan_starts(*s, "[") || end == SIZE_MAX)
			return;
		tag = str_sub(*s, 0, end);
		row->ports_reused |= str_has(tag, STR("numbers reused"));
		row->gap_before |= str_has(tag, STR("revious segment"));
		row->again |= str_has(tag, STR("etransmission")) ||
			      str_has(tag, STR("ut-Of-Order"));
		row->needless |= str_has(tag, STR("Spurious"));
		*s = str_from_pos(*s, end + 1);
		scan_take(s, " ,"); /* "[TCP Previous segment not captured] , Continuation" */
	}
}

/* "443", "https", "https(443)" */
static bool
port_of(struct str word, uint16_t *ret)
{
	size_t open = str_index(word, '(');

	if (open != SIZE_MAX && str_ends(word, STR(")")))
		return str_to_u16(str_sub(word, open + 1, word.n - open - 2), ret);
	return str_to_u16(word, ret) || service_port(word, ret);
}

/* "57354 → 443", "57354→443" (of 2014), "57354 > 443" */
static bool
take_ports(struct str *s, struct packet_text *p)
{
	struct str ports = *s;
	size_t flags = str_index(*s, '[');

	if (flags == SIZE_MAX)
		return false;
	ports.n = flags;
	for (size_t i = 0; i < COUNT_OF(arrows); i++) {
		size_t at = str_find(ports, arrows[i]);

		if (at == SIZE_MAX)
			continue;
		if (!port_of(str_trim(str_sub(ports, 0, at)), &p->seg.src.port) ||
		    !port_of(str_trim(str_from_pos(ports, at + arrows[i].n)), &p->seg.dst.port))
			return false;
		*s = str_from_pos(*s, flags);
		return true;
	}
	return false;
}

#define AE 0x100 /* beside the eight of enum tcp_flag */

bool
shark_flags_parse(struct str list, struct segment *ret)
{
	static const struct {
		struct str name;
		unsigned flag;
	} names[] = {
		{ { "FIN", 3 }, TCP_FIN }, { { "SYN", 3 }, TCP_SYN }, { { "RST", 3 }, TCP_RST },
		{ { "PSH", 3 }, TCP_PSH }, { { "ACK", 3 }, TCP_ACK }, { { "URG", 3 }, TCP_URG },
		{ { "ECE", 3 }, TCP_ECE }, { { "ECN", 3 }, TCP_ECE }, { { "CWR", 3 }, TCP_CWR },
		{ { "AE", 2 }, AE },	   { { "NS", 2 }, AE },	      { { "Reserved", 8 }, 0 },
		{ { "<None>", 6 }, 0 },	   { { "None", 4 }, 0 },
	};
	struct str name;
	unsigned flags = 0;

	while (str_cut(&list, ',', &name)) {
		size_t i = 0;

		name = str_trim(name);
		while (i < COUNT_OF(names) && !str_eq(name, names[i].name))
			i++;
		if (i == COUNT_OF(names))
			return false;
		flags |= names[i].flag;
	}
	ret->flags = (uint8_t)flags;
	if (flags & AE)
		ret->known |= SEG_AE;
	return true;
}

/* Up to 14 it may be a shift, as before 1.6 (2011); a factor is a power of two. */
static void
set_scale(struct packet_text *p, uint32_t v, bool old)
{
	uint8_t shift = 0;

	while (!old && shift < 14 && (1u << shift) < v)
		shift++;
	p->seg.wscale = old ? (uint8_t)MIN(v, 14u) : shift;
	p->seg.options |= OPT_WSCALE;
}

struct info {
	struct packet_text *p;
	bool old; /* "TSV=": a version of before 1.6 */
};

static void
info_seq(struct info *in, uint32_t v)
{
	in->p->seg.seq = v;
	in->p->has_seq = true;
}

static void
info_ack(struct info *in, uint32_t v)
{
	in->p->seg.ack = v;
	/* before 1.8 printed with the number 0 where the header has none */
	in->p->has_ack = in->p->seg.flags & TCP_ACK;
}

static void
info_window(struct info *in, uint32_t v)
{
	in->p->window_shown = v;
	in->p->has_window = true;
}

static void
info_len(struct info *in, uint32_t v)
{
	in->p->seg.len = v;
	in->p->has_len = in->p->whole = true;
}

static void
info_mss(struct info *in, uint32_t v)
{
	in->p->seg.mss = (uint16_t)MIN(v, (uint32_t)UINT16_MAX);
	in->p->seg.options |= OPT_MSS;
}

static void
info_scale(struct info *in, uint32_t v)
{
	set_scale(in->p, v, in->old || (v & (v - 1)) != 0);
}

static void
info_sack_ok(struct info *in, uint32_t v)
{
	(void)v;
	in->p->seg.options |= OPT_SACK_OK;
}

static void
info_tsval(struct info *in, uint32_t v)
{
	in->p->seg.tsval = v;
	in->p->seg.options |= OPT_TIMESTAMP;
}

static void
info_tsecr(struct info *in, uint32_t v)
{
	in->p->seg.tsecr = v;
}

static void
info_old_tsval(struct info *in, uint32_t v)
{
	in->old = true;
	info_tsval(in, v);
}

static void
info_sack_left(struct info *in, uint32_t v)
{
	struct segment *seg = &in->p->seg;

	if (seg->nsack == SEG_SACK_MAX)
		return;
	seg->sack[seg->nsack][0] = v;
	seg->options |= OPT_SACK;
}

static void
info_sack_right(struct info *in, uint32_t v)
{
	struct segment *seg = &in->p->seg;

	if (seg->nsack < SEG_SACK_MAX && seg->options & OPT_SACK)
		seg->sack[seg->nsack++][1] = v;
}

static void
info_urgent(struct info *in, uint32_t v)
{
	in->p->seg.urgent = (uint16_t)v;
}

static void
take_value(struct info *in, struct str word)
{
	static const struct {
		struct str name;
		void (*take)(struct info *in, uint32_t v);
	} values[] = {
		{ { "Seq", 3 }, info_seq },	  { { "Ack", 3 }, info_ack },
		{ { "Win", 3 }, info_window },	  { { "Len", 3 }, info_len },
		{ { "MSS", 3 }, info_mss },	  { { "WS", 2 }, info_scale },
		{ { "TSval", 5 }, info_tsval },	  { { "TSecr", 5 }, info_tsecr },
		{ { "TSV", 3 }, info_old_tsval }, { { "TSER", 4 }, info_tsecr },
		{ { "SLE", 3 }, info_sack_left }, { { "SRE", 3 }, info_sack_right },
		{ { "Urg", 3 }, info_urgent },	  { { "SACK_PERM", 9 }, info_sack_ok },
	};
	size_t sign = str_index(word, '=');
	struct str name = str_sub(word, 0, sign), number = str_from_pos(word, sign);
	uint32_t v = 0;

	/* "SACK_PERM" alone since 3.6 */
	if (sign != SIZE_MAX && (!scan_take(&number, "=") || !scan_u32(&number, &v)))
		return;
	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (str_eq(name, values[i].name)) {
			values[i].take(in, v);
			return;
		}
}

bool
shark_info_parse(struct str info, struct packet_text *p, struct shark_row *row)
{
	struct info in = { .p = p };
	bool cut = str_has(info, STR("limited during capture"));
	size_t end;

	take_tags(&info, row);
	if (!take_ports(&info, p))
		return false;
	end = str_index(info, ']');
	if (end == SIZE_MAX || !shark_flags_parse(str_sub(info, 1, end - 1), &p->seg))
		return false;
	info = str_from_pos(info, end + 1);
	while (info.n)
		take_value(&in, take_cell(&info));
	if (!p->has_seq)
		return false;
	p->form = PACKET_TCP;
	p->has_options = p->whole;
	/* what the capture cut off may have been the window scale */
	p->options_cut |= cut && p->seg.flags & TCP_SYN && !(p->seg.options & OPT_WSCALE);
	return true;
}

/* What goes over no TCP, of what is seen beside it. */
static bool
is_other_protocol(struct str name)
{
	static const char *const names[] = {
		"UDP",	  "DNS",    "MDNS",  "LLMNR",  "ICMP",	    "ICMPv6", "ARP",	  "NTP",
		"DHCP",	  "DHCPv6", "QUIC",  "SSDP",   "NBNS",	    "STP",    "LLDP",	  "IGMPv2",
		"IGMPv3", "SNMP",   "RTP",   "GRE",    "ESP",	    "IPv4",   "IPv6",	  "CDP",
		"OSPF",	  "VRRP",   "SCTP",  "TFTP",   "WireGuard", "DTLS",   "DTLSv1.2", "Syslog",
		"RADIUS", "GTP",    "VXLAN", "0x0800",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq(name, str_from(names[i])))
			return true;
	return false;
}

static void
note_other(struct str protocol, struct str info, struct shark_line *l)
{
	struct packet_text *p = &l->p;

	p->form = PACKET_OTHER;
	l->row.maybe_tcp = !is_other_protocol(protocol);
	p->ip.later_fragment = str_starts(info, STR("Fragmented IP")) &&
			       !str_has(info, STR("off=0"));
	p->icmp = str_starts(protocol, STR("ICMP"));
	if (!p->icmp)
		return;
	p->icmp_too_big = str_has_nocase(info, STR("fragmentation needed")) ||
			  str_has_nocase(info, STR("packet too big"));
	p->icmp_exceeded = str_has_nocase(info, STR("time-to-live exceeded")) ||
			   str_has_nocase(info, STR("time exceeded"));
	p->icmp_unreachable = !p->icmp_too_big && str_has_nocase(info, STR("unreachable"));
}

/* The ends' addresses; of names as host_names.c has them. */
static bool
set_hosts(struct packet_text *p)
{
	bool named;

	p->ends_known = host_parse(p->src, &p->seg.src.addr, &named) &&
			host_parse(p->dst, &p->seg.dst.addr, &named);
	return p->ends_known;
}

static void
take_number(struct str *s, struct shark_line *ret)
{
	struct str rest = *s, word = take_cell(&rest);

	ret->numbered = str_to_u32(word, &ret->number);
	if (ret->numbered)
		*s = rest;
}

bool
shark_row_parse(struct str line, struct shark_line *ret)
{
	struct str s = str_trim(line), protocol, length, info;

	*ret = (struct shark_line){ .numbered = false };
	take_number(&s, ret);
	pass_gaps(&s);
	ret->time = shark_time_take(&s, &ret->time_ns);
	if (!take_addresses(&s, &ret->p) || !set_hosts(&ret->p))
		return false;
	protocol = take_cell(&s);
	if (!protocol.n || !char_is_alpha(protocol.p[0])) /* a table of other things */
		return false;
	info = s;
	length = take_cell(&info);
	if (!str_to_u32(length, &ret->row.frame_bytes))
		info = s; /* somebody left the Length column out */
	pass_gaps(&info);
	if (str_eq(protocol, STR("TCP")) && shark_info_parse(info, &ret->p, &ret->row))
		return true;
	take_tags(&info, &ret->row);
	note_other(protocol, info, ret);
	return ret->row.frame_bytes && (ret->numbered || ret->time != SHARK_UNTIMED);
}
