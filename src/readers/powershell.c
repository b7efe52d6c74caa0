/*
 * powershell.c - sockets as Windows PowerShell lists, groups and counts them
 *
 *	LocalAddress  LocalPort RemoteAddress  RemotePort State     AppliedSetting OwningProcess
 *	10.0.0.5      8080      10.0.0.9       51514      CloseWait Internet       4711
 *
 *	PS> Get-NetTCPConnection | Group-Object State
 *	Count Name                      Group
 *	 4312 CloseWait                 {MSFT_NetTCPConnection (InstanceID = …
 *
 *	PS> Get-NetTCPConnection -State CloseWait | Measure-Object
 *	Count    : 4312
 */
#include "readers/probe.h"
#include "readers/rows.h"
#include "readers/sock_row.h"

/* As .NET spells them; two are none of TCP's own: of a socket that is only bound, or going. */
static const struct {
	const char *word;
	enum tcp_state state;
} states[] = {
	{ "Bound", TCP_CLOSED },
	{ "CloseWait", TCP_CLOSE_WAIT },
	{ "Closed", TCP_CLOSED },
	{ "Closing", TCP_CLOSING },
	{ "DeleteTCB", TCP_CLOSED },
	{ "Established", TCP_ESTABLISHED },
	{ "FinWait1", TCP_FIN_WAIT_1 },
	{ "FinWait2", TCP_FIN_WAIT_2 },
	{ "LastAck", TCP_LAST_ACK },
	{ "Listen", TCP_LISTEN },
	{ "SynReceived", TCP_SYN_RECEIVED },
	{ "SynSent", TCP_SYN_SENT },
	{ "TimeWait", TCP_TIME_WAIT },
};

static bool
state_parse(struct str s, enum tcp_state *ret)
{
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (str_eq_nocase(s, str_from(states[i].word))) {
			*ret = states[i].state;
			return true;
		}
	return false;
}

static bool
end_of(struct str *rest, struct endpoint *ret)
{
	struct str addr, port;

	return str_word(rest, &addr) && str_word(rest, &port) && addr_parse(addr, &ret->addr) &&
	       str_to_u16(port, &ret->port);
}

struct row {
	struct endpoint local, peer;
	enum tcp_state state;
	struct str process;
};

static bool
row_parse(struct str text, struct row *ret)
{
	struct str word;
	uint64_t pid;

	*ret = (struct row){ .state = TCP_STATE_UNKNOWN };
	if (!end_of(&text, &ret->local) || !end_of(&text, &ret->peer) || !str_word(&text, &word) ||
	    !state_parse(word, &ret->state))
		return false;
	while (str_word(&text, &word))
		if (str_to_u64(word, &pid))
			ret->process = word;
	return true;
}

static bool
is_heading(struct str text)
{
	return (str_starts(text, STR("LocalAddress ")) && str_has(text, STR("RemotePort"))) ||
	       (str_starts(text, STR("Count ")) && str_has(text, STR("Name"))) ||
	       str_starts(text, STR("-----"));
}

static void
add_count(struct rows *t, enum tcp_state state, uint64_t n)
{
	struct state_count *c = vec_add(t->r->cs->arena, &t->r->cs->state_counts);

	c->at = line_origin(t->s, t->l);
	c->sample = t->sample;
	c->state = (uint8_t)state;
	if (state == TCP_STATE_UNKNOWN)
		c->what = STR("total");
	c->count = n;
	t->used = true;
}

/* " 4312 CloseWait    {MSFT_NetTCPConnection (…" */
static bool
group_parse(struct str text, enum tcp_state *ret_state, uint64_t *ret_n)
{
	struct str number, name;

	return str_word(&text, &number) && str_to_u64(number, ret_n) && str_word(&text, &name) &&
	       state_parse(name, ret_state) && (!str_trim(text).n || str_has(text, STR("{")));
}

/* The state that was asked for: "-State CloseWait". */
static enum tcp_state
asked_state(struct str command)
{
	size_t at = str_find_nocase(command, STR("-State "));
	enum tcp_state state;
	struct str word;

	if (at == SIZE_MAX)
		return TCP_STATE_UNKNOWN;
	command = str_from_pos(command, at + 7);
	if (!str_word(&command, &word))
		return TCP_STATE_UNKNOWN;
	while (word.n && strchr(")|;'\"", word.p[word.n - 1]))
		word.n--;
	return state_parse(word, &state) ? state : TCP_STATE_UNKNOWN;
}

static bool
lists_sockets(const struct section *s)
{
	return str_has_nocase(s->command, STR("Get-NetTCPConnection"));
}

/* "Count    : 4312" of Measure-Object, and the bare number of (…).Count */
static bool
number_parse(const struct section *s, struct str text, uint64_t *ret)
{
	if (!lists_sockets(s))
		return false;
	if (str_take(&text, STR("Count"))) {
		text = str_trim(text);
		if (!str_take(&text, STR(":")))
			return false;
	}
	return str_to_u64(str_trim(text), ret);
}

/* What else Measure-Object says: "Average  :". */
static bool
is_empty_property(struct str text)
{
	size_t colon = str_index(text, ':');

	return colon != SIZE_MAX && colon + 1 == text.n;
}

static bool
take_row(struct rows *t, struct str text)
{
	struct row row;
	struct sock *k;

	if (!row_parse(text, &row))
		return false;
	k = sock_add(t->r, t->s, t->l, t->sample);
	k->state = (uint8_t)row.state;
	k->local = row.local;
	k->peer = row.peer;
	k->process = row.process;
	t->used = true;
	return true;
}

static bool
take(struct rows *t, struct str text)
{
	enum tcp_state state;
	uint64_t n;

	if (is_heading(text) || take_row(t, text))
		return true;
	if (group_parse(text, &state, &n)) {
		add_count(t, state, n);
		return true;
	}
	if (number_parse(t->s, text, &n)) {
		add_count(t, asked_state(t->s->command), n);
		return true;
	}
	return lists_sockets(t->s) && is_empty_property(text);
}

static void
read_section(struct reading *r, const struct section *s)
{
	rows_read(r, s, "powershell", take, NULL, NULL);
}

static int
line_score(struct str text)
{
	enum tcp_state state;
	struct row row;
	uint64_t n;

	text = str_trim(text);
	if (str_starts(text, STR("LocalAddress ")) && str_has(text, STR("RemotePort")))
		return 95;
	if (group_parse(text, &state, &n) && str_has(text, STR("MSFT_NetTCPConnection")))
		return 90;
	return row_parse(text, &row) ? 90 : 0;
}

static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	return lists_sockets(s) ? MAX(sure, 96) : sure;
}

const struct reader reader_powershell = {
	.kind = "powershell",
	.words = "sockets as PowerShell's Get-NetTCPConnection lists, groups and counts them",
	.probe = probe,
	.read = read_section,
};
