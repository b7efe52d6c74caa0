/*
 * counts.c - numbers that say something only with the pipeline they came from
 *
 *	$ ss -tan state close-wait | wc -l	sockets, and one line of headings
 *	$ netstat -ant | grep -c ESTABLISHED	sockets; grep left the headings out
 *	$ ss -tan | awk '{print $1}' | sort | uniq -c	a table; "State" is a heading
 *
 * What goes through the pipeline is followed stage by stage: which sockets are
 * left of it, how many lines of headings are still there.
 */
#include "readers/command.h"
#include "readers/probe.h"

enum printed { PRINTED_ROWS, PRINTED_NUMBER, PRINTED_TABLE };

/* What is known of the lines between two stages. */
struct flow {
	bool sockets; /* something listed them */
	enum printed printed;
	enum tcp_state state;	 /* TCP_STATE_UNKNOWN: any */
	struct str filter;	 /* what else was asked for */
	const char *headings[2]; /* lines of them */
	size_t n_headings;
};

static const char ss_heading[] =
	"Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process";
static const char netstat_title[] = "Active Internet connections (servers and established)";
static const char netstat_heading[] =
	"Proto Recv-Q Send-Q Local Address Foreign Address State PID/Program name";

/* The words of these that end up in a column. */
static const char *const heading_words[] = {
	"State",
	"Netid",
	"Recv-Q",
	"Send-Q",
	"Local",
	"Proto",
	"Active",
	"Internet",
	"Peer",
	"Foreign",
	"Address",
	"established)",
	"servers)",
	"(servers",
	"(w/o",
	"Process",
	"Local_Address:Port",
	"Address:Port",
};

/* Patterns without what only grep needs: "^ESTAB ", "\bCLOSE-WAIT\b". */
static struct str
bare_pattern(struct str s)
{
	s = str_trim(s);
	while (str_take(&s, STR("^")) || str_take(&s, STR("\\b")) || str_take(&s, STR("\\<")))
		s = str_trim(s);
	while (str_ends(s, STR("$")) || str_ends(s, STR("\\b")) || str_ends(s, STR("\\>")))
		s = str_trim(str_sub(s, 0, s.n - (str_ends(s, STR("$")) ? 1 : 2)));
	return s;
}

/* The first word that is no option; values of options do not count. */
static struct str
operand(const struct stage *st, struct str valued)
{
	struct str words = st->words, word;

	while (command_word(&words, &word)) {
		if (word.n < 2 || word.p[0] != '-')
			return word;
		if (word.n == 2 && word.p[1] == 'e')
			continue; /* what follows -e is the pattern */
		if (word.n == 2 && str_index(valued, word.p[1]) != SIZE_MAX)
			command_word(&words, &word);
	}
	return STR("");
}

static bool
says_no_header(const struct stage *st)
{
	return stage_has_flag(st, 'H') || str_has(st->words, STR("--no-header"));
}

static void
run_ss(struct flow *f, const struct stage *st, struct str command)
{
	f->sockets = true;
	f->headings[0] = ss_heading;
	f->n_headings = !says_no_header(st);
	f->state = command_state(command);
	if (stage_has_flag(st, 'l') && !stage_has_flag(st, 'a'))
		f->state = TCP_LISTEN;
}

static void
run_netstat(struct flow *f, const struct stage *st, struct str command)
{
	(void)command;
	f->sockets = !stage_has_flag(st, 's');
	f->headings[0] = netstat_title;
	f->headings[1] = netstat_heading;
	f->n_headings = COUNT_OF(f->headings);
	if (stage_has_flag(st, 'l') && !stage_has_flag(st, 'a'))
		f->state = TCP_LISTEN;
}

/* grep lets headings through, too, where they match. */
static void
pick_headings(struct flow *f, const struct stage *st, struct str pattern)
{
	bool any_case = stage_has_flag(st, 'i'), inverted = stage_has_flag(st, 'v');
	size_t n = 0;

	for (size_t i = 0; i < f->n_headings; i++) {
		struct str heading = str_from(f->headings[i]);
		bool match = any_case ? str_has_nocase(heading, pattern)
				      : str_has(heading, pattern);

		if (match != inverted)
			f->headings[n++] = f->headings[i];
	}
	f->n_headings = n;
}

/* A pattern picks rows: those of a state, or others. */
static void
pick(struct flow *f, struct str pattern)
{
	enum tcp_state state;

	if (tcp_state_parse(pattern, &state))
		f->state = state;
	else if (pattern.n)
		f->filter = pattern;
}

static void
run_grep(struct flow *f, const struct stage *st, struct str command)
{
	struct str pattern = bare_pattern(operand(st, STR("ABCm")));

	(void)command;
	pick_headings(f, st, pattern);
	if (!stage_has_flag(st, 'v'))
		pick(f, pattern);
	if (stage_has_flag(st, 'c'))
		f->printed = PRINTED_NUMBER;
}

/* A state's name anywhere in an awk program: $1 == "ESTAB", /CLOSE-WAIT/ */
static bool
state_in(struct str program, enum tcp_state *ret)
{
	for (size_t i = 0; i < program.n;) {
		size_t n = 0;

		while (i + n < program.n && (char_is_alnum(program.p[i + n]) ||
					     str_index(STR("-_"), program.p[i + n]) != SIZE_MAX))
			n++;
		if (n && tcp_state_parse(str_sub(program, i, n), ret))
			return true;
		i += n + 1;
	}
	return false;
}

static void
run_awk(struct flow *f, const struct stage *st, struct str command)
{
	struct str program = operand(st, STR("Fv"));
	enum tcp_state state;

	(void)command;
	if (str_has(program, STR("NR>1")) || str_has(program, STR("NR > 1")))
		f->n_headings = 0;
	if (state_in(program, &state)) {
		f->state = state;
		f->n_headings = 0;
	}
	if (!str_has(program, STR("END")) || !str_has(program, STR("++")))
		return;
	/* '{n[$1]++} END {for (s in n) print s, n[s]}', or '{n++} END {print n}' */
	f->printed = str_has(program, STR("]++")) ? PRINTED_TABLE : PRINTED_NUMBER;
}

static void
drop_first(struct flow *f)
{
	if (!f->n_headings)
		return;
	f->n_headings--;
	f->headings[0] = f->headings[1];
}

/* tail -n +2 and sed 1d leave the first line out. */
static void
run_tail(struct flow *f, const struct stage *st, struct str command)
{
	(void)command;
	if (str_has(st->words, STR("+2")))
		drop_first(f);
}

static void
run_sed(struct flow *f, const struct stage *st, struct str command)
{
	(void)command;
	if (str_eq(operand(st, STR("e")), STR("1d")))
		drop_first(f);
}

static void
run_uniq(struct flow *f, const struct stage *st, struct str command)
{
	(void)command;
	if (stage_has_flag(st, 'c'))
		f->printed = PRINTED_TABLE;
}

static void
run_wc(struct flow *f, const struct stage *st, struct str command)
{
	(void)command;
	if (stage_has_flag(st, 'l'))
		f->printed = PRINTED_NUMBER;
}

static const struct {
	const char *program;
	void (*run)(struct flow *f, const struct stage *st, struct str command);
} effects[] = {
	{ "ss", run_ss },      { "netstat", run_netstat }, { "grep", run_grep },
	{ "egrep", run_grep }, { "fgrep", run_grep },	   { "awk", run_awk },
	{ "gawk", run_awk },   { "tail", run_tail },	   { "sed", run_sed },
	{ "uniq", run_uniq },  { "wc", run_wc },
};

static void
run_stage(struct flow *f, const struct stage *st, struct str command)
{
	for (size_t i = 0; i < COUNT_OF(effects); i++)
		if (str_eq(st->program, str_from(effects[i].program)))
			effects[i].run(f, st, command);
}

/* The first pipeline of the command that counts sockets. */
static bool
follow(struct str command, struct flow *ret)
{
	struct str rest = command;
	struct flow f = { 0 };
	struct stage st;

	while (command_stage(&rest, &st)) {
		run_stage(&f, &st, command);
		if (st.last && f.sockets && f.printed != PRINTED_ROWS) {
			*ret = f;
			return true;
		}
		if (st.last)
			f = (struct flow){ 0 };
	}
	return false;
}

/* "     89 CLOSE-WAIT" of uniq, "CLOSE-WAIT 89" of awk. */
static bool
table_row(struct str line, struct str *ret_word, uint64_t *ret_count)
{
	struct str rest = str_trim(line), first, last;
	size_t blank = str_rindex(rest, ' ');

	if (!str_word(&rest, &first))
		return false;
	rest = str_trim(rest);
	if (str_to_u64(first, ret_count) && rest.n) {
		*ret_word = rest;
		return true;
	}
	line = str_trim(line);
	if (blank == SIZE_MAX)
		return false;
	last = str_from_pos(line, blank + 1);
	*ret_word = str_trim(str_sub(line, 0, blank));
	while (str_ends(*ret_word, STR(":")))
		ret_word->n--;
	return str_to_u64(last, ret_count) && ret_word->n;
}

static bool
is_heading(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(heading_words); i++)
		if (str_eq(word, str_from(heading_words[i])))
			return true;
	return !word.n;
}

static void
add_count(struct reading *r, const struct state_count *c)
{
	vec_push(r->cs->arena, &r->cs->state_counts, *c);
}

static bool
read_table_row(struct reading *r, const struct section *s, const struct line *l, uint32_t sample)
{
	struct state_count c = { .at = line_origin(s, l), .sample = sample };
	enum tcp_state state;
	struct str word;

	if (!table_row(l->text, &word, &c.count))
		return false;
	if (is_heading(word))
		return true;
	if (tcp_state_parse(word, &state))
		c.state = (uint8_t)state;
	else
		c.what = word;
	add_count(r, &c);
	return true;
}

static bool
read_number(struct reading *r, const struct section *s, const struct line *l, uint32_t sample,
	    const struct flow *f)
{
	struct state_count c = { .at = line_origin(s, l), .sample = sample };
	uint64_t n;

	if (!str_to_u64(str_trim(l->text), &n))
		return false;
	c.count = n - MIN(n, (uint64_t)f->n_headings);
	c.header_taken_off = c.count != n;
	c.state = (uint8_t)f->state;
	if (f->state == TCP_STATE_UNKNOWN)
		c.what = f->filter.n ? f->filter : STR("total");
	add_count(r, &c);
	return true;
}

static void
read_counts(struct reading *r, const struct section *s)
{
	struct flow f = { .printed = PRINTED_TABLE };
	uint32_t sample = section_sample(r, s, "counts");

	follow(s->command, &f);
	for (size_t i = 0; i < s->n; i++) {
		const struct line *l = &s->lines[i];
		bool read = f.printed == PRINTED_NUMBER ? read_number(r, s, l, sample, &f)
							: read_table_row(r, s, l, sample);

		if (!read && str_trim(l->text).n)
			case_unread(r->cs, s->input, l->number, l->text);
	}
}

/* Without the command only a table of states is plain: "  89 CLOSE-WAIT". */
static int
score(struct str line)
{
	enum tcp_state state;
	struct str word;
	uint64_t count;

	return table_row(line, &word, &count) && tcp_state_parse(word, &state) ? 70 : 0;
}

static int
probe(const struct section *s)
{
	struct flow f;
	struct str word;
	uint64_t n;

	if (!follow(s->command, &f))
		return probe_lines(s, score);
	for (size_t i = 0; i < s->n; i++) {
		struct str text = str_trim(s->lines[i].text);

		if (!text.n)
			continue;
		return (f.printed == PRINTED_NUMBER ? str_to_u64(text, &n)
						    : table_row(text, &word, &n))
			       ? 97
			       : 0;
	}
	return 50; /* it printed nothing */
}

const struct reader reader_counts = {
	.kind = "counts",
	.words = "numbers of sockets from wc -l, grep -c, uniq -c",
	.probe = probe,
	.read = read_counts,
};
