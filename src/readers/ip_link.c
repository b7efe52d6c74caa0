/*
 * ip_link.c - interfaces of iproute2: ip link, ip addr, with -s, -d, -br, -o
 *
 *	7: eth0@if8: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP …
 *	    link/ether 3e:64:3c:47:f5:71 brd ff:ff:ff:ff:ff:ff
 *	    inet 192.0.2.20/24 scope global eth0
 *	    RX:  bytes packets errors dropped  missed   mcast
 *	        873906   11279      0       0       0       0
 *
 * A line of names comes before its line of numbers, so new columns are met by name.
 */
#include "readers/command.h"
#include "readers/link_names.h"
#include "readers/probe.h"

struct ip_link {
	struct str device;
	struct str columns; /* of the line of names, until its numbers came */
	bool sent;
	uint64_t last_index;
};

/* "7: eth0@if8: <BROADCAST,…> mtu 1500 …" */
static bool
head_parse(struct str text, uint64_t *ret_index, struct str *ret_name, struct str *ret_rest)
{
	struct str word;

	if (!str_word(&text, &word) || !str_ends(word, STR(":")) ||
	    !str_to_u64(str_sub(word, 0, word.n - 1), ret_index) || !str_word(&text, &word) ||
	    !str_ends(word, STR(":")))
		return false;
	text = str_trim(text);
	if (!str_starts(text, STR("<")))
		return false;
	*ret_name = link_device(str_sub(word, 0, word.n - 1));
	*ret_rest = text;
	return true;
}

static void
take_settings(struct rows *t, struct str device, struct str rest)
{
	static const char *const named[] = { "mtu", "qdisc", "state", "qlen" };
	struct str word, value;

	while (str_word(&rest, &word))
		for (size_t i = 0; i < COUNT_OF(named); i++)
			if (str_eq(word, str_from(named[i])) && str_word(&rest, &value))
				link_setting(t, device, named[i], value);
}

static bool
take_head(struct rows *t, struct str text)
{
	struct ip_link *p = t->own;
	uint64_t index;
	struct str rest;

	if (!head_parse(text, &index, &p->device, &rest))
		return false;
	if (index <= p->last_index)
		rows_again(t); /* the first interface again: asked again */
	p->last_index = index;
	p->columns = STR("");
	take_settings(t, p->device, rest);
	return true;
}

/* "RX:  bytes packets …", "TX errors: aborted fifo …", also "RX: bytes  packets" alone */
static bool
columns_parse(struct str text, bool *ret_sent, struct str *ret_columns)
{
	size_t colon = str_index(text, ':');
	struct str side = str_sub(text, 0, colon), names, word;

	if (colon == SIZE_MAX)
		return false;
	if (!str_starts(side, STR("RX")) && !str_starts(side, STR("TX")))
		return false;
	if (side.n != 2 && !str_eq(str_from_pos(side, 2), STR(" errors")))
		return false;
	names = str_from_pos(text, colon + 1);
	*ret_columns = names;
	*ret_sent = side.p[0] == 'T';
	return str_word(&names, &word) && link_word_is_known(word);
}

static bool
take_columns(struct rows *t, struct str text)
{
	struct ip_link *p = t->own;

	return columns_parse(text, &p->sent, &p->columns);
}

static bool
take_numbers(struct rows *t, struct str text)
{
	struct ip_link *p = t->own;
	struct str columns = p->columns, column, number;
	uint64_t value;

	if (!columns.n)
		return false;
	while (str_word(&text, &number)) {
		if (!str_to_u64(number, &value))
			return false;
		if (str_word(&columns, &column))
			link_counter(t, p->device, p->sent, column, value);
	}
	p->columns = STR("");
	return true;
}

/* "inet 192.0.2.20/24 brd … scope global eth0" */
static bool
take_address(struct rows *t, struct str text)
{
	struct ip_link *p = t->own;
	struct str address;

	if ((!str_take(&text, STR("inet ")) && !str_take(&text, STR("inet6 "))) ||
	    !str_word(&text, &address))
		return false;
	link_address(t, p->device, address);
	return true;
}

/* What is below an interface and tells nothing here. */
static bool
is_detail(struct str text)
{
	static const char *const begins[] = {
		"link/",       "valid_lft ", "altname ", "alias ", "veth ",	   "vlan ",
		"bridge ",     "bond ",	     "tun ",	 "vxlan ", "promiscuity ", "bridge_slave ",
		"bond_slave ", "dummy ",     "ifb ",	 "vf ",	   "prog/xdp ",
	};

	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (str_starts(text, str_from(begins[i])))
			return true;
	return false;
}

/* --- ip -br: "eth0@if8   UP   192.0.2.20/24 2001:db8::20/64" --- */

static bool
brief_parse(struct str text, struct str *ret_device, struct str *ret_state, struct str *ret_rest)
{
	static const char *const states[] = { "UP",	 "DOWN",    "UNKNOWN",	 "LOWERLAYERDOWN",
					      "DORMANT", "TESTING", "NOTPRESENT" };

	if (!str_word(&text, ret_device) || !str_word(&text, ret_state))
		return false;
	*ret_rest = str_trim(text);
	if (ret_rest->n && !str_has(*ret_rest, STR(":")) && !str_has(*ret_rest, STR("/")))
		return false;
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (str_eq(*ret_state, str_from(states[i])))
			return true;
	return false;
}

static bool
take_brief(struct rows *t, struct str text)
{
	struct str device, state, rest, word;

	if (!brief_parse(text, &device, &state, &rest))
		return false;
	device = link_device(device);
	link_setting(t, device, "state", state);
	while (str_word(&rest, &word))
		if (str_has(word, STR("/")))
			link_address(t, device, word);
	return true;
}

/* --- ip -o: "2: eth0    inet 192.0.2.20/24 scope global eth0\\       valid_lft forever" --- */

static bool
one_line_parse(struct str text, struct str *ret_device, struct str *ret_rest)
{
	struct str word;
	uint64_t index;

	if (!str_word(&text, &word) || !str_ends(word, STR(":")) ||
	    !str_to_u64(str_sub(word, 0, word.n - 1), &index) || !str_word(&text, ret_device))
		return false;
	*ret_rest = str_trim(text);
	return str_starts(*ret_rest, STR("inet ")) || str_starts(*ret_rest, STR("inet6 ")) ||
	       str_starts(*ret_rest, STR("link "));
}

static bool
take_one_line(struct rows *t, struct str text)
{
	struct ip_link *p = t->own;
	struct str rest;

	if (!one_line_parse(text, &p->device, &rest))
		return false;
	take_address(t, rest);
	return true;
}

/* "ip -o link" and "ip -o -s link" put a backslash where a line would have ended. */
static bool
take_joined(struct rows *t, struct str text, rows_take_fn *take)
{
	struct str part;

	if (!str_has(text, STR("\\ ")))
		return false;
	while (str_cut(&text, '\\', &part))
		take(t, str_trim(part));
	return true;
}

static bool
take_plain(struct rows *t, struct str text)
{
	struct ip_link *p = t->own;

	if (take_head(t, text) || take_columns(t, text) || take_numbers(t, text))
		return true;
	if (p->device.n)
		return take_address(t, text) || is_detail(text) ||
		       (str_has(t->s->command, STR("-d")) && str_has(text, STR("gso_max_size")));
	return take_brief(t, text);
}

static bool
take_line(struct rows *t, struct str text)
{
	return take_one_line(t, text) || take_joined(t, text, take_plain) || take_plain(t, text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct ip_link p = { 0 };

	rows_read(r, s, "ip-link", take_line, NULL, &p);
}

static int
line_score(struct str text)
{
	struct str name, rest, state;
	uint64_t index;
	bool sent;

	text = str_trim(text);
	if (head_parse(text, &index, &name, &rest))
		return 94;
	if (one_line_parse(text, &name, &rest))
		return 90;
	if (columns_parse(text, &sent, &rest))
		return 80;
	if (str_starts(text, STR("link/")) || str_starts(text, STR("valid_lft ")))
		return 50;
	return brief_parse(text, &name, &state, &rest) ? 45 : 0;
}

static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	/* two words of a brief row prove little without the command */
	return sure == 45 && section_runs(s, "ip") ? 80 : sure;
}

const struct reader reader_ip_link = {
	.kind = "ip-link",
	.words = "interfaces of iproute2, ip -s link, ip addr, ip -br, ip -o",
	.probe = probe,
	.read = take,
};
