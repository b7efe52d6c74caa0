/*
 * nftables.c - counters of a firewall: nft list ruleset
 *
 *	table inet guard {
 *		chain input {
 *			type filter hook input priority 10; policy accept;
 *			tcp dport 9999 counter packets 11 bytes 660 drop
 *		}
 *		counter lost { packets 3 bytes 180 }
 *	}
 *
 * Rules without "counter" count nothing. The names are those of iptables.c.
 */
#include "readers/firewall.h"
#include "readers/probe.h"

struct nftables {
	struct str chain;
	unsigned depth;
};

static struct str
without_handle(struct str text)
{
	size_t at = str_find(text, STR("# handle "));

	return at == SIZE_MAX ? text : str_trim(str_sub(text, 0, at));
}

static bool
is_table(struct str text)
{
	static const char *const families[] = {
		"ip ", "ip6 ", "inet ", "arp ", "bridge ", "netdev "
	};

	if (!str_take(&text, STR("table ")) || !str_ends(text, STR("{")))
		return false;
	for (size_t i = 0; i < COUNT_OF(families); i++)
		if (str_starts(text, str_from(families[i])))
			return true;
	return false;
}

/* "… counter packets 11 bytes 660 drop": the number, what stands before and behind */
static bool
rule_parse(struct str text, struct str *ret_before, uint64_t *ret_packets, struct str *ret_verdict)
{
	size_t at = str_find(text, STR("counter packets "));
	struct str word;

	if (at == SIZE_MAX)
		return false;
	*ret_before = str_trim(str_sub(text, 0, at));
	text = str_from_pos(text, at + 16);
	if (!str_word(&text, &word) || !str_to_u64(word, ret_packets) || !str_word(&text, &word) ||
	    !str_eq(word, STR("bytes")) || !str_word(&text, &word))
		return false;
	if (!str_word(&text, ret_verdict))
		*ret_verdict = STR("continue");
	return true;
}

static bool
take_line(struct rows *t, struct str text)
{
	struct nftables *p = t->own;
	struct str rule = { 0 }, verdict;
	uint64_t packets;

	text = without_handle(text);
	if (is_table(text)) {
		p->depth = 1;
		return true;
	}
	if (str_starts(text, STR("# Warning: ")))
		return true;
	if (rule_parse(text, &rule, &packets, &verdict))
		firewall_counter(t, verdict, p->chain, rule, packets);
	else if (str_starts(text, STR("chain ")) && str_ends(text, STR("{")))
		p->chain = str_trim(str_sub(text, 6, text.n - 7));
	p->depth += str_ends(text, STR("{"));
	if (!p->depth)
		return rule.n > 0;
	p->depth -= str_eq(text, STR("}"));
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct nftables p = { 0 };

	rows_read(r, s, "nftables", take_line, NULL, &p);
}

static int
line_score(struct str text)
{
	struct str rule, verdict;
	uint64_t packets;

	text = without_handle(str_trim(text));
	if (is_table(text))
		return 95;
	if (str_starts(text, STR("# Warning: table ")))
		return 90;
	return rule_parse(text, &rule, &packets, &verdict) ? 85 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_nftables = {
	.kind = "nftables",
	.words = "counters of the firewall, nft list ruleset",
	.probe = probe,
	.read = take,
};
