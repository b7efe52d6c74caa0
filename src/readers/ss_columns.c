/*
 * ss_columns.c - columns that awk picked out of a table of sockets
 *
 *	$ ss -Htan | awk '$2 > 0 {print $2, $4, $5}'
 *	128 10.0.0.5:443 192.0.2.9:51514
 *
 * The command tells which columns these are: ss prints State, Recv-Q, Send-Q and both ends,
 * Netid before them where several families were asked for, and no State for one state;
 * netstat has Proto first and the state behind the ends.
 */
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/sock_row.h"

enum column {
	COLUMN_NONE, /* beside the matter */
	COLUMN_STATE,
	COLUMN_RECV_Q,
	COLUMN_SEND_Q,
	COLUMN_LOCAL,
	COLUMN_PEER,
};

#define TABLE_MAX 7
#define PRINTED_MAX 7

struct columns {
	uint8_t table[TABLE_MAX]; /* enum column, by awk's number less 1 */
	size_t n_table;
	uint8_t printed[PRINTED_MAX];
	size_t n_printed;
	enum tcp_state state; /* of all rows, TCP_STATE_UNKNOWN: the rows tell */
};

static void
table_add(struct columns *c, enum column column)
{
	c->table[c->n_table++] = (uint8_t)column;
}

static void
table_of_ss(struct columns *c, const struct stage *st, struct str command)
{
	static const char families[] = "tuwxdS";
	size_t asked = 0;

	for (size_t i = 0; families[i]; i++)
		asked += stage_has_flag(st, families[i]);
	c->n_table = 0;
	c->state = command_state(command);
	if (asked != 1)
		table_add(c, COLUMN_NONE);
	if (c->state == TCP_STATE_UNKNOWN)
		table_add(c, COLUMN_STATE);
	table_add(c, COLUMN_RECV_Q);
	table_add(c, COLUMN_SEND_Q);
	table_add(c, COLUMN_LOCAL);
	table_add(c, COLUMN_PEER);
}

static void
table_of_netstat(struct columns *c)
{
	c->n_table = 0;
	table_add(c, COLUMN_NONE);
	table_add(c, COLUMN_RECV_Q);
	table_add(c, COLUMN_SEND_Q);
	table_add(c, COLUMN_LOCAL);
	table_add(c, COLUMN_PEER);
	table_add(c, COLUMN_STATE);
}

/* What may stand between the columns that are printed: ", ", " ", "\t" in quotes. */
static void
pass_between(struct str *s)
{
	for (;;) {
		size_t end;

		*s = str_trim(*s);
		if (str_take(s, STR(",")))
			continue;
		if (!str_starts(*s, STR("\"")))
			return;
		end = str_index(str_from_pos(*s, 1), '"');
		if (end == SIZE_MAX)
			return;
		for (size_t i = 1; i <= end; i++)
			if (char_is_alnum(s->p[i]) && s->p[i] != 't')
				return;
		*s = str_from_pos(*s, end + 2);
	}
}

/* "{print $2, $4, $5}" of the awk program; false when it prints anything else too. */
static bool
printed_by(struct columns *c, struct str program)
{
	size_t at = str_find(program, STR("print "));
	struct str s = str_from_pos(program, at == SIZE_MAX ? program.n : at + 6);

	c->n_printed = 0;
	for (;;) {
		uint64_t number;

		pass_between(&s);
		if (!s.n || s.p[0] == '}' || s.p[0] == ';')
			return c->n_printed > 0;
		if (!str_take(&s, STR("$")) || !str_take_u64(&s, &number) || !number ||
		    number > c->n_table || c->n_printed >= PRINTED_MAX)
			return false;
		c->printed[c->n_printed++] = c->table[number - 1];
	}
}

static bool
is_awk(struct str program)
{
	return str_eq(program, STR("awk")) || str_eq(program, STR("gawk")) ||
	       str_eq(program, STR("mawk"));
}

/* What only picks or orders rows behind awk. */
static bool
keeps_rows(const struct stage *st)
{
	static const char *const names[] = { "head",  "tail", "sort",  "grep",
					     "egrep", "less", "column" };

	if (str_eq(st->program, STR("uniq")))
		return !stage_has_flag(st, 'c');
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq(st->program, str_from(names[i])))
			return !stage_has_flag(st, 'c');
	return false;
}

/* The columns of the pipeline's last table; false when it prints something else. */
static bool
columns_of(struct str command, struct columns *ret)
{
	struct columns c = { .n_table = 0 };
	struct str rest = command, program;
	bool picked = false;
	struct stage st;

	while (command_stage(&rest, &st)) {
		if (str_eq(st.program, STR("ss"))) {
			table_of_ss(&c, &st, command);
		} else if (str_eq(st.program, STR("netstat"))) {
			table_of_netstat(&c);
		} else if (is_awk(st.program) && c.n_table && !picked) {
			if (!command_word(&st.words, &program) || !printed_by(&c, program))
				return false;
			picked = true;
		} else if (!c.n_table || !keeps_rows(&st)) {
			return false;
		}
	}
	*ret = c;
	return picked;
}

static bool
take_word(struct sock *k, enum column column, struct str word)
{
	switch (column) {
	case COLUMN_NONE:
		return true;
	case COLUMN_STATE: {
		enum tcp_state state;

		if (!tcp_state_parse(word, &state))
			return false;
		k->state = (uint8_t)state;
		return true;
	}
	case COLUMN_RECV_Q:
		return str_to_u64(word, &k->recv_q);
	case COLUMN_SEND_Q:
		return str_to_u64(word, &k->send_q);
	case COLUMN_LOCAL:
		k->local_text = word;
		return sock_end_parse(word, &k->local);
	case COLUMN_PEER:
		k->peer_text = word;
		return sock_end_parse(word, &k->peer);
	}
	return false;
}

static bool
prints(const struct columns *c, enum column column)
{
	for (size_t i = 0; i < c->n_printed; i++)
		if (c->printed[i] == column)
			return true;
	return false;
}

static bool
row_parse(const struct columns *c, struct str text, struct sock *ret)
{
	struct sock k = { .state = (uint8_t)c->state };
	struct str word;

	for (size_t i = 0; i < c->n_printed; i++)
		if (!str_word(&text, &word) || !take_word(&k, (enum column)c->printed[i], word))
			return false;
	/* one of the two alone is told, but Send-Q of a listener is no backlog in netstat */
	k.has_queues = prints(c, COLUMN_RECV_Q) && prints(c, COLUMN_SEND_Q);
	*ret = k;
	return !str_trim(text).n;
}

/* Words of the headings that awk let through. */
static bool
is_heading(struct str text)
{
	static const char *const words[] = { "State", "Recv-Q",	 "Send-Q",	 "Local",
					     "Peer",  "Foreign", "Address:Port", "Address" };
	struct str word;

	while (str_word(&text, &word))
		for (size_t i = 0; i < COUNT_OF(words); i++)
			if (str_eq(word, str_from(words[i])))
				return true;
	return false;
}

static void
take(struct reading *r, const struct section *s)
{
	uint32_t sample = section_sample(r, s, "ss");
	struct columns c;

	if (!columns_of(s->command, &c))
		c.n_printed = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		struct sock row, *k;

		if (!str_trim(l->text).n || is_heading(l->text))
			continue;
		if (!c.n_printed || !row_parse(&c, l->text, &row)) {
			case_unread(r->cs, s->input, l->number, l->text);
			continue;
		}
		k = sock_add(r, s, l, sample);
		row.at = k->at;
		row.sample = k->sample;
		*k = row;
	}
}

static int
probe(const struct section *s)
{
	struct columns c;
	struct sock row;

	if (!s->command.n || !columns_of(s->command, &c))
		return 0;
	if (!prints(&c, COLUMN_LOCAL) && !prints(&c, COLUMN_PEER) && !prints(&c, COLUMN_STATE))
		return 0;
	for (size_t i = 0; i < s->n; i++) {
		if (!str_trim(s->lines[i].text).n || is_heading(s->lines[i].text))
			continue;
		return row_parse(&c, s->lines[i].text, &row) ? 96 : 0;
	}
	return 50; /* no such socket */
}

const struct reader reader_ss_columns = {
	.kind = "ss-columns",
	.words = "columns of ss and netstat that awk picked",
	.probe = probe,
	.read = take,
};
