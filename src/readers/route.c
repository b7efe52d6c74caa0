/*
 * route.c - routes and what they say about TCP: ip route, route -n, netstat -rn
 *
 *	198.51.100.0/24 via 192.0.2.10 dev eth0 advmss 1400 initcwnd 20 congctl bbr
 *
 * becomes "route.198.51.100.0/24.advmss" = 1400 and so on, the whole of it
 * "route.198.51.100.0/24". Addresses of neighbours (ip neigh, arp) and the metrics that
 * the kernel remembers of peers (ip tcp_metrics) are read here too: all say what lies
 * between this host and the next.
 */
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/rows.h"

struct route {
	struct str columns; /* of route -n and netstat -rn */
	struct str last;    /* the destination that "cache …" and "nexthop …" belong to */
};

/* ip-route(8): what follows a destination, each with a value. */
static const char *const attributes[] = {
	"mtu",
	"advmss",
	"rtt",
	"rttvar",
	"reordering",
	"window",
	"cwnd",
	"initcwnd",
	"initrwnd",
	"ssthresh",
	"realms",
	"rto_min",
	"hoplimit",
	"quickack",
	"congctl",
	"features",
	"fastopen_no_cookie",
};

static const char *const types[] = {
	"unicast", "local", "broadcast",   "multicast", "throw",
	"anycast", "nat",   "unreachable", "prohibit",	"blackhole",
};

static bool
is_attribute(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(attributes); i++)
		if (str_eq(word, str_from(attributes[i])))
			return true;
	return false;
}

static bool
is_type(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (str_eq(word, str_from(types[i])))
			return true;
	return false;
}

/* "default", "192.0.2.0/24", "2001:db8::/64", "198.51.100.7", "10/8" of BSD */
static bool
is_destination(struct str word)
{
	struct str host = str_sub(word, 0, str_index(word, '/'));
	struct addr a;

	return str_eq(word, STR("default")) || addr_parse(host, &a);
}

/* Behind the destination stands one of these. */
static bool
goes_on(struct str rest)
{
	static const char *const words[] = { "dev",  "via",  "proto", "scope",	"src",
					     "from", "nhid", "encap", "metric", "table" };
	struct str word;

	if (!str_word(&rest, &word))
		return false;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, str_from(words[i])))
			return true;
	return false;
}

static bool
row_parse(struct str text, struct str *ret_to, struct str *ret_rest)
{
	struct str word;

	if (!str_word(&text, &word) || (is_type(word) && !str_word(&text, &word)))
		return false;
	*ret_to = word;
	*ret_rest = str_trim(text);
	return is_destination(word) && goes_on(text);
}

/* "mtu lock 1400" is a value of two words; "lock" alone is of no interest. */
static void
take_attributes(struct rows *t, struct str to, struct str rest)
{
	struct str word, value;

	while (str_word(&rest, &word)) {
		if (!is_attribute(word) || !str_word(&rest, &value))
			continue;
		if (str_eq(value, STR("lock")) && !str_word(&rest, &value))
			return;
		rows_setting(t,
			     str_printf(t->r->cs->arena, "route." STR_F "." STR_F, STR_A(to),
					STR_A(word)),
			     value);
	}
}

/* Routes of the table "local" are the host's own addresses; they say nothing about paths. */
static bool
take_row(struct rows *t, struct str text)
{
	struct route *p = t->own;
	struct str to, rest;

	if (!row_parse(text, &to, &rest))
		return false;
	p->last = to;
	if (str_has(rest, STR("table local")))
		return true;
	rows_setting(t, str_printf(t->r->cs->arena, "route." STR_F, STR_A(to)), rest);
	take_attributes(t, to, rest);
	return true;
}

/* "cache advmss 1400" of ip route get, "nexthop via …", "RTNETLINK answers: …" */
static bool
take_more(struct rows *t, struct str text)
{
	struct route *p = t->own;

	if (!p->last.n || (!str_starts(text, STR("cache")) && !str_starts(text, STR("nexthop "))))
		return false;
	take_attributes(t, p->last, text);
	return true;
}

/* --- tables with a header --- */

static bool
is_header(struct str text)
{
	return (str_starts(text, STR("Destination ")) && str_has(text, STR("Flags"))) ||
	       (str_has(text, STR(" MSS ")) && str_has(text, STR(" irtt "))); /* translated */
}

/* Of net-tools, translated. */
static bool
is_translated_title(struct str text)
{
	static const char *const titles[] = {
		"Kernel-IP-Routentabelle", "Table de routage IP", "Tabela de Roteamento IP",
		"Směrovací tabulka",	   "カーネルIP経路",	  "Kernel-IPv6-Routentabelle",
	};

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (str_starts(text, str_from(titles[i])))
			return true;
	return false;
}

static bool
is_title(struct str text)
{
	return is_translated_title(text) || str_starts(text, STR("Kernel IP routing table")) ||
	       str_starts(text, STR("Kernel IPv6 routing table")) ||
	       str_eq(text, STR("Routing tables")) || str_eq(text, STR("Internet:")) ||
	       str_eq(text, STR("Internet6:"));
}

static bool
take_table_row(struct rows *t, struct str text)
{
	struct route *p = t->own;
	struct str to, rest = text;

	if (!p->columns.n || !str_word(&rest, &to))
		return false;
	rows_setting(t, str_printf(t->r->cs->arena, "route." STR_F, STR_A(to)), str_trim(rest));
	return true;
}

/* --- neighbours, rules, metrics: known, and told where they matter --- */

/* "192.0.2.10 dev eth0 lladdr be:be:34:40:bf:50 REACHABLE", "… dev eth0  FAILED" */
static bool
neighbour_parse(struct str text, struct str *ret_address, struct str *ret_state)
{
	static const char *const states[] = { "REACHABLE",  "STALE",	 "DELAY", "PROBE", "FAILED",
					      "INCOMPLETE", "PERMANENT", "NOARP", "NONE" };
	struct str word;
	struct addr a;

	if (!str_word(&text, ret_address) || !addr_parse(*ret_address, &a) ||
	    !str_word(&text, &word) || !str_eq(word, STR("dev")))
		return false;
	while (str_word(&text, &word))
		*ret_state = word;
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (str_eq(*ret_state, str_from(states[i])))
			return true;
	return false;
}

/* "? (192.0.2.10) at be:be:34:40:bf:50 [ether] on eth0", "… at <incomplete> on eth0" */
static bool
arp_parse(struct str text, struct str *ret_address, struct str *ret_state)
{
	size_t open = str_find(text, STR(" (")), close = str_find(text, STR(") at "));

	if (open == SIZE_MAX || close == SIZE_MAX || close < open || !str_has(text, STR(" on ")))
		return false;
	*ret_address = str_sub(text, open + 2, close - open - 2);
	*ret_state = str_has(text, STR("incomplete")) ? STR("INCOMPLETE") : STR("REACHABLE");
	return true;
}

/*
 * "192.0.2.10   ether   6a:26:6e:20:cd:1a   C   eth0" of arp -n, "192.0.2.10  (incomplete)  eth0",
 * "192.0.2.10   0x1   0x2   6a:26:…   *   eth0" of /proc/net/arp: flags 0x0 are incomplete.
 */
static bool
arp_row_parse(struct str text, struct str *ret_address, struct str *ret_state)
{
	struct str kind, word;
	struct addr a;

	if (!str_word(&text, ret_address) || !addr_parse(*ret_address, &a) ||
	    !str_word(&text, &kind) || !str_word(&text, &word))
		return false;
	*ret_state = STR("REACHABLE");
	if (str_eq(kind, STR("(incomplete)")) || str_eq(word, STR("0x0")))
		*ret_state = STR("INCOMPLETE");
	return str_eq(kind, STR("ether")) || str_eq(kind, STR("(incomplete)")) ||
	       (str_starts(kind, STR("0x")) && str_starts(word, STR("0x")));
}

static bool
is_arp_header(struct str text)
{
	return (str_starts(text, STR("Address ")) && str_has(text, STR("HWaddress"))) ||
	       (str_starts(text, STR("IP address ")) && str_has(text, STR("HW address")));
}

static bool
take_neighbour(struct rows *t, struct str text)
{
	struct str address = { 0 }, state = { 0 };

	if (!neighbour_parse(text, &address, &state) && !arp_parse(text, &address, &state) &&
	    !arp_row_parse(text, &address, &state))
		return false;
	rows_setting(t, str_printf(t->r->cs->arena, "neighbour." STR_F, STR_A(address)), state);
	return true;
}

/* "192.0.2.10 age 87.464sec cwnd 12 rtt 15us rttvar 12us source 192.0.2.20" */
static bool
metrics_parse(struct str text, struct str *ret_address, struct str *ret_rest)
{
	struct str word;
	struct addr a;

	if (!str_word(&text, ret_address) || !addr_parse(*ret_address, &a))
		return false;
	*ret_rest = str_trim(text);
	return str_word(&text, &word) && str_eq(word, STR("age"));
}

static bool
take_metrics(struct rows *t, struct str text)
{
	struct str address, rest;

	if (!metrics_parse(text, &address, &rest))
		return false;
	rows_setting(t, str_printf(t->r->cs->arena, "tcp_metrics." STR_F, STR_A(address)), rest);
	return true;
}

/* "32766:	from all lookup main" */
static bool
is_rule(struct str text)
{
	uint64_t order;

	return str_take_u64(&text, &order) && str_take(&text, STR(":")) &&
	       str_starts(str_trim(text), STR("from ")) && str_has(text, STR("lookup "));
}

/*
 * /proc/net/route: "eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0"; words of the
 * machine in hexadecimal, as in /proc/net/tcp.
 */
static bool
hex_address(struct str s, uint32_t *ret)
{
	uint64_t v;

	if (s.n != 8 || !str_to_hex64(s, &v))
		return false;
	*ret = __builtin_bswap32((uint32_t)v);
	return true;
}

struct hex_row {
	struct str device;
	uint32_t to, via, mask;
	uint64_t mtu, window;
};

static bool
hex_row_parse(struct str text, struct hex_row *ret)
{
	struct str words[11], extra;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!str_word(&text, &words[i]))
			return false;
	ret->device = words[0];
	return !str_word(&text, &extra) && hex_address(words[1], &ret->to) &&
	       hex_address(words[2], &ret->via) && hex_address(words[7], &ret->mask) &&
	       str_to_u64(words[8], &ret->mtu) && str_to_u64(words[9], &ret->window);
}

static bool
is_hex_header(struct str text)
{
	return str_starts(text, STR("Iface")) && str_has(text, STR("Destination")) &&
	       str_has(text, STR("RefCnt"));
}

static bool
take_hex_row(struct rows *t, struct str text)
{
	char to[ADDR_TEXT_BYTES], via[ADDR_TEXT_BYTES];
	struct arena *a = t->r->cs->arena;
	struct addr addr;
	struct hex_row row;
	struct str name;

	if (!hex_row_parse(text, &row))
		return false;
	addr = addr_from_v4(row.to);
	addr_text(to, &addr);
	addr = addr_from_v4(row.via);
	name = row.mask ? str_printf(a, "route.%s/%d", to, __builtin_popcount(row.mask))
			: STR("route.default");
	rows_setting(t, name,
		     row.via ? str_printf(a, "via %s dev " STR_F, addr_text(via, &addr),
					  STR_A(row.device))
			     : str_printf(a, "dev " STR_F, STR_A(row.device)));
	return true;
}

static bool
take_line(struct rows *t, struct str text)
{
	struct route *p = t->own;

	if (is_arp_header(text) || is_hex_header(text))
		return true;
	if (is_header(text)) {
		p->columns = text;
		return true;
	}
	if (is_title(text)) {
		p->columns = STR("");
		return true;
	}
	return take_neighbour(t, text) || take_metrics(t, text) || take_row(t, text) ||
	       take_more(t, text) || is_rule(text) || take_hex_row(t, text) ||
	       take_table_row(t, text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct route p = { 0 };

	rows_read(r, s, "route", take_line, NULL, &p);
}

static int
line_score(struct str text)
{
	struct str a = { 0 }, b = { 0 };
	struct hex_row row;

	text = str_trim(text);
	if (is_header(text) || is_title(text) || is_arp_header(text) || is_hex_header(text))
		return 95;
	if (hex_row_parse(text, &row) || arp_row_parse(text, &a, &b))
		return 80;
	if (neighbour_parse(text, &a, &b) || metrics_parse(text, &a, &b))
		return 85;
	if (arp_parse(text, &a, &b))
		return 75;
	if (row_parse(text, &a, &b))
		return 80;
	return is_rule(text) ? 80 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_route = {
	.kind = "route",
	.words = "routes and neighbours, ip route, ip neigh, route -n, netstat -rn, arp",
	.probe = probe,
	.read = take,
};
