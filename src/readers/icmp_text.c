/*
 * icmp_text.c - ICMP errors as tcpdump prints them
 *
 *	IP 10.0.0.1 > 10.0.0.5: ICMP host 10.0.0.9 unreachable - admin prohibited, length 68
 *	IP 10.0.0.9 > 10.0.0.5: ICMP 10.0.0.9 tcp port 80 unreachable, length 68
 *	IP 10.0.0.1 > 10.0.0.5: ICMP 10.0.0.9 unreachable - need to frag (mtu 1400), length 556
 *	IP 10.0.0.1 > 10.0.0.5: ICMP time exceeded in-transit, length 68
 *	IP6 fd00::1 > fd00::5: ICMP6, packet too big, mtu 1280, length 1240
 *	IP6 fd00::1 > fd00::5: ICMP6, destination unreachable, unreachable port, fd00::9 tcp port 80
 *
 * (print-icmp.c and print-icmp6.c.) The packet that it quotes went from the error's
 * receiver to the host that is named; whose ports they were, is seldom told.
 */
#include "readers/icmp_text.h"

#include "readers/host_names.h"

/* What the words mean; the first that is there counts. */
static const struct {
	const char *words;
	uint8_t error, type4, code4, type6, code6;
} errors[] = {
	{ "need to frag", ICMP_TOO_BIG, 3, 4, 2, 0 },
	{ "packet too big", ICMP_TOO_BIG, 3, 4, 2, 0 },
	{ "reassembly time exceeded", ICMP_REASSEMBLY_EXCEEDED, 11, 1, 3, 1 },
	{ "time exceeded", ICMP_TIME_EXCEEDED, 11, 0, 3, 0 },
	{ "prohibited", ICMP_PROHIBITED, 3, 13, 1, 1 },
	{ "tcp port", ICMP_PORT_UNREACHABLE, 3, 3, 1, 4 },
	{ "protocol", ICMP_PROTOCOL_UNREACHABLE, 3, 2, 4, 1 },
	{ "parameter problem", ICMP_PARAMETER_PROBLEM, 12, 0, 4, 0 },
	{ "unreachable", ICMP_HOST_UNREACHABLE, 3, 1, 1, 3 },
};

/* The hosts on both sides of the arrow. */
static bool
take_ends(struct str *rest, struct icmp_text *ret)
{
	size_t arrow = str_find(*rest, STR(" > ")), colon;
	struct str left, right;
	size_t blank;
	bool named;

	if (arrow == SIZE_MAX)
		return false;
	left = str_trim(str_sub(*rest, 0, arrow));
	blank = str_rindex(left, ' ');
	left = str_from_pos(left, blank == SIZE_MAX ? 0 : blank + 1);
	*rest = str_from_pos(*rest, arrow + 3);
	colon = str_find(*rest, STR(": "));
	if (colon == SIZE_MAX)
		return false;
	right = str_trim(str_sub(*rest, 0, colon));
	*rest = str_from_pos(*rest, colon + 2);
	return host_parse(left, &ret->from, &named) && host_parse(right, &ret->to, &named);
}

static uint16_t
number_behind(struct str s, struct str words)
{
	size_t at = str_find(s, words);
	uint64_t v;

	if (at == SIZE_MAX)
		return 0;
	s = str_from_pos(s, at + words.n);
	return str_take_u64(&s, &v) && v <= UINT16_MAX ? (uint16_t)v : 0;
}

/* The first word that is an address. */
static void
find_far(struct str s, struct icmp_text *ret)
{
	struct str word;

	while (!ret->has_far && str_word(&s, &word)) {
		while (word.n && strchr(",;", word.p[word.n - 1]))
			word.n--;
		ret->has_far = addr_parse(word, &ret->far);
	}
}

bool
icmp_text_parse(struct str line, struct icmp_text *ret)
{
	struct icmp_text icmp = { .error = ICMP_NONE };
	struct str rest = line;
	bool six;

	if (!take_ends(&rest, &icmp))
		return false;
	six = str_starts(rest, STR("ICMP6"));
	if ((!six && !str_starts(rest, STR("ICMP ")) && !str_starts(rest, STR("icmp: "))) ||
	    str_has(rest, STR(" udp port ")))
		return false;
	for (size_t i = 0; i < COUNT_OF(errors) && !icmp.error; i++) {
		if (!str_has(rest, str_from(errors[i].words)))
			continue;
		icmp.error = errors[i].error;
		icmp.type = six ? errors[i].type6 : errors[i].type4;
		icmp.code = six ? errors[i].code6 : errors[i].code4;
	}
	if (!icmp.error)
		return false;
	icmp.far_port = number_behind(rest, STR(" tcp port "));
	icmp.mtu = icmp.error == ICMP_TOO_BIG ? number_behind(rest, STR("mtu ")) : 0;
	find_far(rest, &icmp);
	*ret = icmp;
	return true;
}
