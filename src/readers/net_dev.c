/*
 * net_dev.c - tables of interfaces: /proc/net/dev, netstat -i of Linux, BSD and macOS
 *
 *	 face |bytes    packets errs drop fifo frame compressed multicast|bytes …
 *	  eth0: 873906   11279    0    0    0     0          0         0 16070289 …
 *
 *	Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg
 *	eth0      1500    11279      0      0 0         27745      0      0      0 BMRU
 *
 *	Name  Mtu   Network       Address            Ipkts Ierrs     Ibytes    Opkts Oerrs …
 *	en0   1500  <Link#4>      a4:83:e7:2f:11:00  92131     0  101992331    50933     0 …
 */
#include "readers/link_names.h"
#include "readers/probe.h"

enum form { FORM_NONE, FORM_PROC, FORM_LINUX, FORM_BSD };

struct net_dev {
	enum form form;
	struct str columns; /* of the header */
};

static enum form
header_form(struct str text)
{
	if (str_starts(text, STR("face |")) || str_starts(text, STR("face|")))
		return FORM_PROC;
	if (str_starts(text, STR("Iface ")) && str_has(text, STR("RX-OK")))
		return FORM_LINUX;
	if (str_starts(text, STR("Name ")) && str_has(text, STR("Ipkts")))
		return FORM_BSD;
	return FORM_NONE;
}

static bool
is_title(struct str text)
{
	return str_starts(text, STR("Inter-|")) || str_starts(text, STR("Kernel Interface table"));
}

/* "eth0: 1 2 3 …" or "eth0:1 2 …": names of both halves, cut by a bar */
static bool
take_proc(struct rows *t, struct str text)
{
	struct net_dev *n = t->own;
	struct str halves = n->columns, half, device, word, column;
	uint64_t value;
	bool sent = false;

	if (!str_cut(&text, ':', &device) || !text.n)
		return false;
	str_cut(&halves, '|', &half); /* "face" */
	while (str_cut(&halves, '|', &half)) {
		while (str_word(&half, &column)) {
			if (!str_word(&text, &word) || !str_to_u64(word, &value))
				return false;
			link_counter(t, device, sent, column, value);
		}
		sent = true;
	}
	return true;
}

/* "RX-DRP" and "Idrop": the side, and the word for it */
static bool
column_side(struct str column, bool *ret_sent, struct str *ret_word)
{
	if (str_take(&column, STR("RX-")) || str_take(&column, STR("I")))
		*ret_sent = false;
	else if (str_take(&column, STR("TX-")) || str_take(&column, STR("O")))
		*ret_sent = true;
	else
		return false;
	*ret_word = column;
	return link_word_is_known(column);
}

/*
 * Numbers are counted from the end: BSD leaves the address out where there is none.
 */
static size_t
words_in(struct str text)
{
	struct str word;
	size_t n = 0;

	while (str_word(&text, &word))
		n++;
	return n;
}

static bool
take_columns(struct rows *t, struct str text)
{
	struct net_dev *n = t->own;
	struct str columns = n->columns, column, word, device, name;
	size_t have = words_in(text), want = words_in(columns);
	uint64_t value;
	bool sent, any = false;

	if (have > want || have + 1 < want || !str_word(&text, &device))
		return false;
	str_word(&columns, &column);
	if (have < want)
		str_word(&columns, &column);
	while (str_word(&columns, &column) && str_word(&text, &word)) {
		if (!str_to_u64(word, &value)) {
			any |= str_eq(word, STR("-"));
			continue;
		}
		if (column_side(column, &sent, &name))
			any |= link_counter(t, device, sent, name, value);
		else if (str_eq_nocase(column, STR("MTU")))
			link_setting(t, device, "mtu", word);
	}
	return any;
}

static bool
take_line(struct rows *t, struct str text)
{
	struct net_dev *n = t->own;
	enum form form = header_form(text);

	if (form != FORM_NONE) {
		rows_again(t);
		n->form = form;
		n->columns = text;
		return true;
	}
	if (is_title(text))
		return true;
	if (n->form == FORM_PROC)
		return take_proc(t, text);
	return n->form != FORM_NONE && take_columns(t, text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct net_dev n = { 0 };

	rows_read(r, s, "net-dev", take_line, NULL, &n);
}

static int
line_score(struct str text)
{
	text = str_trim(text);
	return header_form(text) != FORM_NONE || is_title(text) ? 96 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_net_dev = {
	.kind = "net-dev",
	.words = "counters of interfaces, /proc/net/dev, netstat -i",
	.probe = probe,
	.read = take,
};
