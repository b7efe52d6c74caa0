/*
 * ethtool.c - what a network card says of itself: ethtool -S and the settings beside it
 *
 *	NIC statistics:
 *	     rx_missed_errors: 0
 *
 * Each driver has names of its own; "rx_missed_errors" becomes the counter
 * EthtoolRxMissedErrors of the interface. The settings (-k offloads, -g rings, -c
 * coalescing, -a pause, -l channels, -i driver, and the link) become
 * "ethtool.eth0.tcp-segmentation-offload", for they explain what a capture shows.
 */
#include "readers/command.h"
#include "readers/counters.h"
#include "readers/probe.h"
#include "readers/rows.h"

struct ethtool {
	struct str device;
	bool counting;
	bool maximums; /* of -g and -l: what the card could do, not what it does */
	bool in_list;  /* below "Supported link modes:" lines go on */
};

static const struct {
	const char *begin;
	bool counting;
} titles[] = {
	{ "NIC statistics:", true },
	{ "Standard stats for ", true },
	{ "Features for ", false },
	{ "Ring parameters for ", false },
	{ "Coalesce parameters for ", false },
	{ "Pause parameters for ", false },
	{ "Channel parameters for ", false },
	{ "Settings for ", false },
	{ "Offload parameters for ", false },
	{ "Time stamping parameters for ", false },
};

static bool
title_parse(struct str text, bool *ret_counting, struct str *ret_device)
{
	for (size_t i = 0; i < COUNT_OF(titles); i++) {
		struct str rest = text;

		if (!str_take(&rest, str_from(titles[i].begin)))
			continue;
		*ret_counting = titles[i].counting;
		if (str_ends(rest, STR(":")))
			rest.n--;
		*ret_device = rest;
		return true;
	}
	return false;
}

/* The last operand of the command: ethtool -S eth0 */
static struct str
device_of(struct str command)
{
	struct str word, device = { 0 };
	struct stage st;

	while (command_stage(&command, &st)) {
		if (!str_eq(st.program, STR("ethtool")))
			continue;
		while (command_word(&st.words, &word))
			if (word.p[0] != '-')
				device = word;
		return device;
	}
	return device;
}

static bool
take_title(struct rows *t, struct str text)
{
	struct ethtool *e = t->own;
	struct str device;

	if (!title_parse(text, &e->counting, &device))
		return false;
	if (e->counting)
		rows_again(t);
	if (device.n)
		e->device = device;
	e->maximums = false;
	return true;
}

static bool
take_part(struct ethtool *e, struct str text)
{
	if (str_eq(text, STR("Pre-set maximums:")))
		e->maximums = true;
	else if (str_eq(text, STR("Current hardware settings:")))
		e->maximums = false;
	else
		return false;
	return true;
}

/* "rx_drops: 0", "[0]: rx_packets: 12", "eth-phy-SymbolErrorDuringCarrier: 0" */
static bool
pair_parse(struct str text, struct str *ret_name, struct str *ret_value)
{
	size_t colon = str_rindex(text, ':');

	if (colon == SIZE_MAX || !colon)
		return false;
	*ret_name = str_trim(str_sub(text, 0, colon));
	*ret_value = str_trim(str_from_pos(text, colon + 1));
	return ret_name->n > 0;
}

static bool
take_counter(struct rows *t, struct str text)
{
	struct ethtool *e = t->own;
	struct str name, value;
	uint64_t v;

	if (!e->counting || !pair_parse(text, &name, &value) || !str_to_u64(value, &v))
		return false;
	rows_counter(t, counter_camel(t->r->cs->arena, "Ethtool", name), e->device, v);
	return true;
}

static bool
take_value(struct rows *t, struct str text)
{
	struct ethtool *e = t->own;
	struct str name, value = text;

	if (!str_cut(&value, ':', &name) || !name.n || !value.p) {
		return e->in_list;
	}
	name = str_trim(name);
	value = str_trim(value);
	e->in_list = str_has(name, STR("link modes"));
	if (value.n && !e->maximums)
		rows_setting(t,
			     str_printf(t->r->cs->arena, "ethtool." STR_F "." STR_F,
					STR_A(e->device), STR_A(name)),
			     value);
	return true;
}

static bool
is_notice(struct str text)
{
	return str_starts(text, STR("netlink error: ")) || str_starts(text, STR("Cannot get ")) ||
	       str_starts(text, STR("no stats available"));
}

static bool
take_line(struct rows *t, struct str text)
{
	return is_notice(text) || take_title(t, text) || take_part(t->own, text) ||
	       take_counter(t, text) || take_value(t, text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct ethtool e = { .device = device_of(s->command) };

	/* "ethtool -S eth0 | grep drop": the title is gone */
	e.counting = section_runs(s, "ethtool") && str_has(s->command, STR(" -S"));
	rows_read(r, s, "ethtool", take_line, NULL, &e);
}

/* Enough to stay in a section: "supports-priv-flags: no", "rx_drops: 0" */
#define KNOWN_NOT_MINE 30

static bool
is_option(struct str text)
{
	struct str name;

	if (!str_cut(&text, ':', &name) || !text.p || str_index(name, ' ') != SIZE_MAX)
		return false;
	return str_index(name, '-') != SIZE_MAX || str_index(name, '_') != SIZE_MAX;
}

static int
line_score(struct str text)
{
	struct str device;
	bool counting;

	text = str_trim(text);
	if (title_parse(text, &counting, &device))
		return 95;
	return is_option(text) ? KNOWN_NOT_MINE : 0;
}

/* Names alone are known where the title was read; the first line of a part tells. */
static bool
has_pairs(const struct section *s)
{
	struct str name, value;

	for (size_t i = 0; i < s->n; i++)
		if (pair_parse(str_trim(s->lines[i].text), &name, &value))
			return true;
	return false;
}

static int
probe(const struct section *s)
{
	int sure;

	if (section_runs(s, "ethtool") && has_pairs(s))
		return 90;
	sure = probe_lines(s, line_score);
	return sure == KNOWN_NOT_MINE && !probe_is_alone(s) ? 0 : sure;
}

const struct reader reader_ethtool = {
	.kind = "ethtool",
	.words = "network card, ethtool -S and its settings",
	.probe = probe,
	.read = take,
};
