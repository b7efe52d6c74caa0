/*
 * netstat_s_bsd.c - counters as sentences: netstat -s of the BSDs, macOS and Windows
 *
 *	tcp:
 *		1283 packets sent
 *			3 data packets (1448 bytes) retransmitted
 *		7 listen queue overflows
 *
 *	  Segments Retransmitted              = 12
 *
 * usr.bin/netstat/inet.c of FreeBSD has the sentences; macOS and OpenBSD say most of
 * them alike. Each is brought to the MIB name that Linux has for the same thing, where
 * it has one. A number may make a word of the sentence singular, and what stands in
 * brackets is another number, so both are left aside when sentences are compared.
 */
#include "readers/probe.h"
#include "readers/rows.h"

static const struct {
	const char *words, *counter;
} sentences[] = {
	{ "packets sent", "TcpOutSegs" },
	{ "packets received", "TcpInSegs" },
	{ "data packets retransmitted", "TcpRetransSegs" },
	{ "window probe packets", "TcpExtTCPWinProbe" },
	{ "window probe packets sent", "TcpExtTCPWinProbe" },
	{ "connection requests", "TcpActiveOpens" },
	{ "connection accepts", "TcpPassiveOpens" },
	{ "bad connection attempts", "TcpAttemptFails" },
	{ "embryonic connections dropped", "TcpExtEmbryonicRsts" },
	{ "listen queue overflows", "TcpExtListenOverflows" },
	{ "discarded for bad checksums", "TcpInCsumErrors" },
	{ "retransmit timeouts", "TcpExtTCPTimeouts" },
	{ "connections dropped by rexmit timeout", "TcpExtTCPAbortOnTimeout" },
	{ "keepalive probes sent", "TcpExtTCPKeepAlive" },
	{ "SACK recovery episodes", "TcpExtTCPSackRecovery" },
	{ "cookies sent", "TcpExtSyncookiesSent" },
	{ "cookies received", "TcpExtSyncookiesRecv" },
	{ "out-of-order packets", "TcpExtTCPOFOQueue" },
	{ "completely duplicate packets", "TcpExtTCPDSACKOldSent" },
	{ "bad reset", "TcpInErrs" },
};

/* Windows has the words of RFC 4022's descriptions. */
static const struct {
	const char *words, *counter;
} windows[] = {
	{ "Active Opens", "TcpActiveOpens" },
	{ "Passive Opens", "TcpPassiveOpens" },
	{ "Failed Connection Attempts", "TcpAttemptFails" },
	{ "Reset Connections", "TcpEstabResets" },
	{ "Current Connections", "TcpCurrEstab" },
	{ "Segments Received", "TcpInSegs" },
	{ "Segments Sent", "TcpOutSegs" },
	{ "Segments Retransmitted", "TcpRetransSegs" },
};

struct counts {
	struct str group; /* "tcp" */
};

/* --- sentences --- */

/* The next word outside of brackets. */
static bool
plain_word(struct str *rest, struct str *ret)
{
	while (str_word(rest, ret)) {
		if (ret->p[0] != '(')
			return true;
		while (!str_ends(*ret, STR(")")) && str_word(rest, ret))
			;
	}
	return false;
}

static struct str
singular(struct str word)
{
	return str_ends(word, STR("s")) ? str_sub(word, 0, word.n - 1) : word;
}

static bool
says(struct str text, struct str sentence)
{
	struct str a, b;

	while (str_word(&sentence, &b))
		if (!plain_word(&text, &a) || !str_eq_nocase(singular(a), singular(b)))
			return false;
	return !plain_word(&text, &a);
}

/* "12 packets sent": the number, then a word in small letters (or SACK, URG …) */
static bool
sentence_parse(struct str text, uint64_t *ret_value, struct str *ret_words)
{
	struct str word;

	if (!str_word(&text, &word) || !str_to_u64(word, ret_value))
		return false;
	*ret_words = str_trim(text);
	return ret_words->n && char_is_alpha(ret_words->p[0]);
}

static const char *
counter_for(struct str words)
{
	for (size_t i = 0; i < COUNT_OF(sentences); i++)
		if (says(words, str_from(sentences[i].words)))
			return sentences[i].counter;
	return NULL;
}

static bool
take_sentence(struct rows *t, struct str text)
{
	struct counts *c = t->own;
	const char *name;
	struct str words;
	uint64_t value;

	if (!c->group.n || !sentence_parse(text, &value, &words))
		return false;
	/* UDP and IP say "packets received" too */
	name = str_eq(c->group, STR("tcp")) || str_eq(c->group, STR("syncache"))
		       ? counter_for(words)
		       : NULL;
	if (name)
		rows_counter(t, str_from(name), STR(""), value);
	return true;
}

/* "tcp:", "ip6:", "icmp:", also the indented "Output histogram:" below it */
static bool
group_parse(struct str text, struct str *ret_group)
{
	static const char *const groups[] = {
		"tcp",	"udp",	  "udplite", "ip",   "ip6",   "icmp",	"icmp6", "igmp", "ipsec",
		"esp",	"ah",	  "ipcomp",  "pim",  "carp",  "pfsync", "arp",	 "sctp", "mptcp",
		"rip6", "divert", "etherip", "ipip", "pfkey", "kevt",	"kctl",	 "mbuf",
	};

	if (!str_ends(text, STR(":")))
		return false;
	text.n--;
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (str_eq(text, str_from(groups[i]))) {
			*ret_group = text;
			return true;
		}
	return false;
}

static bool
take_group(struct rows *t, struct str text)
{
	struct counts *c = t->own;
	struct str group;

	if (!group_parse(text, &group))
		return false;
	if (str_eq(group, STR("tcp")))
		rows_again(t);
	c->group = group;
	return true;
}

/* --- Windows --- */

static bool
windows_title(struct str text)
{
	return str_has(text, STR(" Statistics for IPv")) || str_eq(text, STR("IPv4 Statistics")) ||
	       str_eq(text, STR("IPv6 Statistics")) || str_eq(text, STR("ICMPv4 Statistics")) ||
	       str_eq(text, STR("ICMPv6 Statistics"));
}

static bool
windows_parse(struct str text, struct str *ret_words, uint64_t *ret_value)
{
	size_t eq = str_find(text, STR(" = "));

	if (eq == SIZE_MAX)
		return false;
	*ret_words = str_trim(str_sub(text, 0, eq));
	return str_to_u64(str_trim(str_from_pos(text, eq + 3)), ret_value);
}

/* IPv4 and IPv6 are told apart there; the sum would be Linux's. */
static bool
take_windows(struct rows *t, struct str text)
{
	struct counts *c = t->own;
	struct str words, v6 = STR("");
	uint64_t value;

	if (windows_title(text)) {
		c->group = text;
		return true;
	}
	if (!windows_parse(text, &words, &value))
		return false;
	if (str_has(c->group, STR("TCP")) && str_has(c->group, STR("IPv6")))
		v6 = STR("IPv6");
	for (size_t i = 0; i < COUNT_OF(windows); i++)
		if (str_eq(words, str_from(windows[i].words)))
			rows_counter(t, str_from(windows[i].counter), v6, value);
	return c->group.n > 0;
}

static bool
is_frame(struct str text)
{
	return str_ends(text, STR("histogram:")) ||
	       (str_starts(text, STR("Received")) && str_ends(text, STR("Sent"))) ||
	       str_eq(text, STR("Interface Statistics"));
}

static bool
take_line(struct rows *t, struct str text)
{
	return take_group(t, text) || take_sentence(t, text) || take_windows(t, text) ||
	       is_frame(text) || (((struct counts *)t->own)->group.n && str_ends(text, STR(":")));
}

static void
take(struct reading *r, const struct section *s)
{
	struct counts c = { 0 };

	rows_read(r, s, "netstat-s-bsd", take_line, NULL, &c);
}

/* A number and words are a sentence of its own section, and proof of nothing else. */
#define KNOWN_NOT_MINE 30

static int
line_score(struct str text)
{
	struct str words;
	uint64_t value;

	text = str_trim(text);
	if (windows_title(text))
		return 90;
	if (group_parse(text, &words))
		return 88;
	if (sentence_parse(text, &value, &words))
		return counter_for(words) ? 58 : KNOWN_NOT_MINE;
	return windows_parse(text, &words, &value) ? KNOWN_NOT_MINE : 0;
}

static bool
is_title(struct str text)
{
	struct str group;

	text = str_trim(text);
	return windows_title(text) || group_parse(text, &group);
}

/*
 * Linux has sentences with the same words, and below the counters Windows prints a table
 * of sockets: the first line decides.
 */
static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	if (s->n > 1 && is_title(s->lines[0].text) && sure >= KNOWN_NOT_MINE)
		return 97;
	return sure == KNOWN_NOT_MINE && !probe_is_alone(s) ? 0 : sure;
}

const struct reader reader_netstat_s_bsd = {
	.kind = "netstat-s-bsd",
	.words = "kernel counters, netstat -s of BSD, macOS and Windows",
	.probe = probe,
	.read = take,
};
