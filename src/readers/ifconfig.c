/*
 * ifconfig.c - interfaces of net-tools, old and new, and of BSD and macOS
 *
 *	eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
 *	        inet 192.0.2.20  netmask 255.255.255.0  broadcast 0.0.0.0
 *	        RX packets 11279  bytes 873906 (853.4 KiB)
 *	        RX errors 0  dropped 0  overruns 0  frame 0
 *
 *	eth0      Link encap:Ethernet  HWaddr 00:0c:29:28:fd:4c
 *	          inet addr:192.0.2.20  Bcast:192.0.2.255  Mask:255.255.255.0
 *	          RX packets:11279 errors:0 dropped:0 overruns:0 frame:0
 *	          RX bytes:873906 (853.4 KiB)  TX bytes:1607028952 (1.4 GiB)
 */
#include "readers/link_names.h"
#include "readers/probe.h"

struct ifconfig {
	struct str device;
};

static bool
head_parse(struct str text, struct str *ret_device)
{
	struct str word, rest = text;

	if (!str_word(&rest, &word))
		return false;
	rest = str_trim(rest);
	if (!str_starts(rest, STR("flags=")) && !str_starts(rest, STR("Link encap:")))
		return false;
	if (str_ends(word, STR(":")))
		word.n--;
	*ret_device = word;
	return true;
}

/* "mtu 1500", "MTU:1500" */
static void
take_mtu(struct rows *t, struct str text)
{
	struct ifconfig *c = t->own;
	size_t at = str_find_nocase(text, STR("mtu"));
	struct str value;

	if (at == SIZE_MAX || at + 4 >= text.n)
		return;
	text = str_from_pos(text, at + 4);
	if (str_word(&text, &value))
		link_setting(t, c->device, "mtu", value);
}

static bool
take_head(struct rows *t, struct str text)
{
	struct ifconfig *c = t->own;

	if (!head_parse(text, &c->device))
		return false;
	take_mtu(t, text);
	return true;
}

static bool
take_address(struct rows *t, struct str text)
{
	struct ifconfig *c = t->own;
	struct str address;

	if (!str_take(&text, STR("inet ")) && !str_take(&text, STR("inet6 ")))
		return false;
	str_take(&text, STR("addr:"));
	if (!str_word(&text, &address))
		return false;
	link_address(t, c->device, address);
	return true;
}

/* A word and its number: "packets:11279", or "packets 11279". */
static bool
take_pair(struct str *rest, struct str *ret_word, uint64_t *ret_value)
{
	struct str word, number;
	size_t colon;

	if (!str_word(rest, &word))
		return false;
	colon = str_index(word, ':');
	number = str_from_pos(word, colon == SIZE_MAX ? word.n : colon + 1);
	if (colon == SIZE_MAX && !str_word(rest, &number))
		return false;
	*ret_word = str_sub(word, 0, colon);
	return str_to_u64(number, ret_value);
}

/* Pairs after "RX" or "TX"; "(853.4 KiB)" between them says the same again. */
static bool
take_counts(struct rows *t, struct str text)
{
	struct ifconfig *c = t->own;
	bool sent = str_starts(text, STR("TX ")), any = false;
	struct str word, rest = text;
	uint64_t value;

	if (!sent && !str_starts(text, STR("RX ")) && !str_starts(text, STR("collisions:")))
		return false;
	while (rest.n) {
		struct str at = rest;

		if (str_word(&at, &word) && (str_eq(word, STR("RX")) || str_eq(word, STR("TX")))) {
			sent = word.p[0] == 'T';
			rest = at;
		} else if (take_pair(&rest, &word, &value)) {
			any |= link_counter(t, c->device, sent, word, value);
		} else {
			rest = at;
		}
		rest = str_trim_left(rest);
	}
	return any || str_starts(text, STR("collisions:"));
}

static bool
is_detail(struct str text)
{
	static const char *const begins[] = {
		"ether ",   "loop ",	   "UP ",	   "Interrupt:",    "device ",
		"options=", "nd6 ",	   "media:",	   "status:",	    "groups:",
		"unspec ",  "tunnel",	   "lladdr ",	   "index ",	    "priority:",
		"hwaddr ",  "member:",	   "Base address", "Memory:",	    "inet6 addr:",
		"sit ",	    "txqueuelen ", "llprio ",	   "capabilities=", "description:",
		"laddr ",   "id ",	   "maxage ",	   "root id",
	};

	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (str_starts(text, str_from(begins[i])))
			return true;
	return false;
}

static bool
take_line(struct rows *t, struct str text)
{
	struct ifconfig *c = t->own;

	if (take_head(t, text))
		return true;
	if (!c->device.n)
		return false;
	if (str_starts(text, STR("UP ")) || str_starts(text, STR("DOWN ")))
		take_mtu(t, text);
	return take_address(t, text) || take_counts(t, text) || is_detail(text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct ifconfig c = { 0 };

	rows_read(r, s, "ifconfig", take_line, NULL, &c);
}

static int
line_score(struct str text)
{
	struct str device;

	text = str_trim(text);
	if (head_parse(text, &device))
		return 95;
	if (str_starts(text, STR("RX packets")) || str_starts(text, STR("TX packets")) ||
	    str_starts(text, STR("RX errors ")) || str_starts(text, STR("TX errors ")))
		return 80;
	return 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_ifconfig = {
	.kind = "ifconfig",
	.words = "interfaces of ifconfig, Linux, BSD, macOS",
	.probe = probe,
	.read = take,
};
