/*
 * line_front.c - what the way here put in front of each line
 *
 *	     7	LISTEN 129 128 …		cat -n, less -N, an editor
 *	41:    1288 times the listen …		grep -n
 *	14:02 <alice> $ nstat -az		a chat
 *	[09:41] maria: $ ss -s			another
 *	web-1: LISTEN 129 128 …			pdsh, clush
 *	api_1  | Error: connect …		docker compose
 *	2026-11-22T14:40:10Z web-1 diag[99]: $ ss -s	a collector of logs
 *	1795358349383,"$ ss -s"	a table of such, exported
 *
 * Each of them is also how some output begins, so nothing is taken for its looks: a
 * run of lines with one such front loses it where more of the lines are a command or
 * are known to a reader without it than with it. A log is no proof of itself: what
 * readers of logs say does not count.
 */
#include "readers/line_front.h"

#include "readers/kinds.h"
#include "readers/log_text.h"
#include "readers/packet_front.h"
#include "readers/prompt.h"

/* Lines of a run that are asked; a paste shows its command in the first of them. */
#define LOOK_LINES 24
/* A run that was not worth it is asked again so much further down. */
#define RUN_LINES 1024

/* Two numbers in a row may follow each other by chance. */
#define BY_ONE_LINES 3

struct front {
	struct str rest; /* the line without it */
	int64_t time_ns; /* told by it, TIME_NONE: none */
	uint64_t number; /* the line's, of those that count lines */
	struct str who;	 /* who said or printed it; empty: not told */
};

/* --- one function for each form --- */

static bool
take_number(struct str *s, struct front *ret)
{
	*s = str_trim_left(*s);
	return s->n && char_is_digit(s->p[0]) && str_take_u64(s, &ret->number) && ret->number;
}

/* "     7<TAB>", "41:", "41-" of grep -n and its context, "  7 | " */
static bool
front_number(struct str s, struct front *ret)
{
	if (!take_number(&s, ret) || (s.n > 3 && s.p[0] == s.p[3])) /* a clock, a date */
		return false;
	ret->rest = s;
	return !s.n || str_take(&ret->rest, STR("\t")) || str_take(&ret->rest, STR(" | ")) ||
	       str_take(&ret->rest, STR(":")) || str_take(&ret->rest, STR("-"));
}

/* "     7 ", as editors have it, and what became of a tab; columns of numbers are so, too */
static bool
front_place(struct str s, struct front *ret)
{
	if (!take_number(&s, ret))
		return false;
	ret->rest = s;
	return !s.n || str_take(&ret->rest, STR(" "));
}

static bool
is_name_char(char c)
{
	return char_is_alnum(c) || (c && strchr("-_.@/+", c)) || (unsigned char)c >= 0x80;
}

/* A name of one word that begins with a letter. */
static bool
take_name(struct str *s, struct str *ret)
{
	size_t n = 0;

	while (n < s->n && is_name_char(s->p[n]))
		n++;
	if (!n || char_is_digit(s->p[0]) || s->p[0] == '-' || s->p[0] == '/')
		return false;
	*ret = str_sub(*s, 0, n);
	*s = str_from_pos(*s, n);
	return true;
}

/* "14:02", "14:02:11", "9:41 AM": of the day; what has no seconds tells no time. */
static bool
take_clock(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s;
	size_t n = 0, colons = 0;

	while (n < rest.n && n < 16 &&
	       (char_is_digit(rest.p[n]) || rest.p[n] == ':' || (colons == 2 && rest.p[n] == '.')))
		colons += rest.p[n++] == ':';
	if (!n || !colons || colons > 2 || !char_is_digit(rest.p[0]))
		return false;
	if (colons == 2 && !clock_parse(str_sub(rest, 0, n), ret_ns))
		return false;
	rest = str_from_pos(rest, n);
	if (str_take(&rest, STR(" AM")) || str_take(&rest, STR(" PM")))
		*ret_ns = TIME_NONE; /* of which half of the day, is not worth the trouble */
	*s = rest;
	return true;
}

/* A day of any form in front of a clock: "2026-11-22 ", "22/11/2026, ", "22.11.26, ". */
static void
take_day(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, word, day;
	size_t n = 0;

	if (!str_word(&rest, &word) || word.n < 8)
		return;
	while (n < word.n && (char_is_digit(word.p[n]) || strchr("-/.", word.p[n])))
		n++;
	day = str_sub(word, 0, n);
	word = str_from_pos(word, n);
	if (n < 8 || (word.n && !str_eq(word, STR(","))))
		return;
	if (!date_parse(day, ret_ns))
		*ret_ns = TIME_NONE;
	*s = str_trim_left(rest);
}

/* "[09:41] ", "14:02 ", "[22/11/2026, 09:41:12] ", "22.11.26, 09:41 - " */
static bool
take_chat_time(struct str *s, int64_t *ret_ns)
{
	int64_t day_ns = TIME_NONE, clock_ns = TIME_NONE;
	struct str rest = *s;
	bool bracket = str_take(&rest, STR("[")) || str_take(&rest, STR("("));

	take_day(&rest, &day_ns);
	if (!take_clock(&rest, &clock_ns))
		return false;
	if (bracket && !str_take(&rest, STR("]")) && !str_take(&rest, STR(")")))
		return false;
	if (!str_take(&rest, STR(" ")))
		return false;
	str_take(&rest, STR("- "));
	*ret_ns = clock_ns;
	if (clock_ns != TIME_NONE && day_ns != TIME_NONE)
		*ret_ns = day_ns + clock_ns;
	*s = str_trim_left(rest);
	return true;
}

/* "* bob looks", "-!- carol has left": what a chat says of somebody */
static bool
take_event(struct str *s)
{
	return str_take(s, STR("* ")) || str_take(s, STR("*** ")) || str_take(s, STR("-!- ")) ||
	       str_take(s, STR("--> ")) || str_take(s, STR("<-- "));
}

/* "14:02 <alice> ", "<alice> ", and events with a time */
static bool
front_angle(struct str s, struct front *ret)
{
	s = str_trim_left(s);
	ret->rest = s;
	if (take_chat_time(&s, &ret->time_ns) && take_event(&s)) {
		ret->rest = s;
		return true;
	}
	if (!str_take(&s, STR("<")))
		return false;
	while (s.n && strchr("@+ ", s.p[0])) /* an operator's sign */
		s = str_from_pos(s, 1);
	if (!take_name(&s, &ret->who) || !str_take(&s, STR(">")))
		return false;
	str_take(&s, STR(" "));
	ret->rest = s;
	return true;
}

/* "[09:41] maria: ", "09:41:12 Anna Meyer: ", "web-1: "; what is indented is part of something */
static bool
front_said(struct str s, struct front *ret)
{
	struct str second;
	bool timed;

	timed = take_chat_time(&s, &ret->time_ns);
	if (!take_name(&s, &ret->who))
		return false;
	if (timed && s.n && s.p[0] == ' ') { /* a second name */
		s = str_from_pos(s, 1);
		if (!take_name(&s, &second))
			return false;
	}
	if (!str_take(&s, STR(":")))
		return false;
	ret->rest = s;
	return !s.n || str_take(&ret->rest, STR(" ")) || str_take(&ret->rest, STR("\t"));
}

/* "api_1  | ", "[pod/api-1/web] " of kubectl logs --prefix, "[web-1] " of salt and its like */
static bool
front_service(struct str s, struct front *ret)
{
	bool bracket = str_take(&s, STR("["));

	if (!take_name(&s, &ret->who))
		return false;
	if (bracket) {
		ret->rest = s;
		return str_take(&ret->rest, STR("] "));
	}
	s = str_trim_left(s);
	ret->rest = s;
	return str_take(&ret->rest, STR("| ")) || str_eq(s, STR("|"));
}

/* "2026-11-22T14:40:10Z web-1 diag[99]: ", "Nov 22 14:40:10 " of ts, "… stdout F " of a runtime */
static bool
front_logged(struct str s, struct front *ret)
{
	struct log_head head;

	s = str_trim_left(s);
	/* a digit, "[", or the name of a month */
	if (s.n < 8 || !(char_is_digit(s.p[0]) || s.p[0] == '[' || s.p[3] == ' '))
		return false;
	head = log_head_parse(s);
	if ((head.form != LOG_FORM_SYSLOG && head.form != LOG_FORM_APP) || head.message.p == s.p)
		return false;
	ret->rest = head.message;
	ret->time_ns = head.time_ns;
	if (str_take(&ret->rest, STR("stdout F ")) || str_take(&ret->rest, STR("stderr F ")))
		ret->rest = str_trim(ret->rest);
	return true;
}

/* "1795358349383,\"LISTEN 0 128 …\"", "2026-11-22T14:40:10.123Z,text": a row of time and message */
static bool
front_exported(struct str s, struct front *ret)
{
	size_t comma = str_index(s, ',');
	struct str time = str_sub(s, 0, comma), text = str_from_pos(s, comma);
	struct log_head head;
	uint64_t ms;

	if (comma == SIZE_MAX || comma < 13 || comma > 32)
		return false;
	text = str_from_pos(text, 1);
	if (time.n == 13 && str_to_u64(time, &ms) && ms < 9000000000000) { /* until 2255 */
		ret->time_ns = (int64_t)ms * NS_PER_MS;
	} else {
		head = log_head_parse(time);
		if (head.form == LOG_FORM_NONE || head.message.n)
			return false;
		ret->time_ns = head.time_ns;
	}
	if (text.n > 1 && text.p[0] == '"' && text.p[text.n - 1] == '"')
		text = str_sub(text, 1, text.n - 2);
	ret->rest = text;
	return true;
}

/*
 * wanted: of how many looked-at lines one must gain. Logs have lines of everything; who
 * says something in a chat may do so once in a while.
 */
static const struct form {
	bool (*take)(struct str s, struct front *ret);
	size_t wanted;
	enum { UNCOUNTED, RISING, BY_ONE } counts; /* the numbers of its lines */
} forms[] = {
	{ front_number, 12, RISING },		{ front_place, 12, BY_ONE },
	{ front_angle, LOOK_LINES, UNCOUNTED }, { front_said, LOOK_LINES, UNCOUNTED },
	{ front_service, 8, UNCOUNTED },	{ front_logged, 4, UNCOUNTED },
	{ front_exported, 4, UNCOUNTED },
};

static bool
front_take(const struct form *form, struct str line, struct front *ret)
{
	*ret = (struct front){ .time_ns = TIME_NONE };
	return form->take(line, ret);
}

/* How many lines from the first on have this front. */
static size_t
run_lines(const struct form *form, const struct line *lines, size_t n)
{
	uint64_t number = 0;
	struct front f;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!str_trim(lines[i].text).n)
			continue;
		if (!front_take(form, lines[i].text, &f))
			break;
		if (form->counts == RISING && f.number <= number)
			break;
		if (form->counts == BY_ONE && number && f.number != number + 1)
			break;
		number = f.number;
	}
	return i;
}

/* --- whether it is worth it --- */

static bool
is_log_kind(const struct reader *reader)
{
	return strcmp(reader->kind, "log") == 0 || strcmp(reader->kind, "dmesg") == 0;
}

/*
 * A command line, or output that a reader is sure of. A table of numbers that is cut into
 * looks like many things, so of columns only a command line is proof.
 */
static bool
is_understood(const struct form *form, struct str text)
{
	struct line line = { .text = text };
	const struct section s = { .time_ns = TIME_NONE };
	const struct reader *reader;
	struct prompt p;

	if (packet_line_is_plain(text))
		return true;
	if (prompt_parse(text, &p) && p.command.n && p.kind != PROMPT_BARE)
		return true;
	if (form->counts == BY_ONE)
		return false;
	reader = kind_sure_of_line(&s, &line);
	return reader && !is_log_kind(reader);
}

static bool
is_worth_it(const struct form *form, const struct line *lines, size_t n)
{
	size_t looked = 0, with = 0, without = 0;
	struct front f;

	for (size_t i = 0; i < n && looked < LOOK_LINES; i++) {
		if (!str_trim(lines[i].text).n || !front_take(form, lines[i].text, &f))
			continue;
		looked++;
		/* packets are found behind words, too, but not what stands between them */
		with += is_understood(form, lines[i].text) &&
			!(form->take == front_service && packet_line_is_plain(f.rest));
		without += is_understood(form, f.rest);
	}
	return without > with && (without - with) * form->wanted >= looked;
}

/* --- taking it off --- */

/* "[2026-11-22T14:40:10.123] $ ss -s": a prompt may have its time in front. */
static struct str
with_time(struct arena *texts, int64_t time_ns, struct str command)
{
	char date[TIME_TEXT_BYTES], clock[TIME_TEXT_BYTES];

	clock_text(clock, time_ns);
	if (time_ns < (int64_t)86400 * NS_PER_S)
		return str_printf(texts, "[%s] " STR_F, clock, STR_A(command));
	return str_printf(texts, "[%sT%s] " STR_F, date_text(date, time_ns), clock, STR_A(command));
}

static struct str
without_front(struct arena *texts, const struct front *f)
{
	struct prompt p;

	if (f->time_ns == TIME_NONE || !prompt_parse(f->rest, &p) || p.kind == PROMPT_BARE ||
	    p.time_ns != TIME_NONE)
		return f->rest;
	return with_time(texts, f->time_ns, f->rest);
}

static void
unfront_run(const struct form *form, struct arena *texts, struct line *lines, size_t n)
{
	struct front f;

	for (size_t i = 0; i < n; i++)
		if (str_trim(lines[i].text).n && front_take(form, lines[i].text, &f))
			lines[i].text = without_front(texts, &f);
}

/* The form of the run that begins at the first line, NULL if none; *ret_n: its lines. */
static const struct form *
form_of_run(const struct line *lines, size_t n, size_t at, size_t *asked_to, size_t *ret_n)
{
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		size_t run;

		if (at < asked_to[i])
			continue;
		run = run_lines(&forms[i], lines + at, MIN(n - at, (size_t)RUN_LINES));
		if (run < (forms[i].counts == BY_ONE ? BY_ONE_LINES : 1))
			continue;
		if (is_worth_it(&forms[i], lines + at, run)) {
			*ret_n = run_lines(&forms[i], lines + at, n - at);
			return &forms[i];
		}
		asked_to[i] = at + run;
	}
	return NULL;
}

const struct line *
lines_unfront(struct arena *a, struct arena *texts, const struct line *lines, size_t n)
{
	size_t asked_to[COUNT_OF(forms)] = { 0 };
	struct line *out = NULL;
	size_t taken;

	for (size_t i = 0; i < n; i += taken) {
		const struct form *form = NULL;

		taken = 1;
		if (str_trim(lines[i].text).n && !packet_line_is_plain(lines[i].text))
			form = form_of_run(lines, n, i, asked_to, &taken);
		if (!form) {
			taken = 1;
			continue;
		}
		if (!out) {
			out = arena_new(a, struct line, n);
			memcpy(out, lines, n * sizeof(*out));
		}
		unfront_run(form, texts, out + i, taken);
	}
	return out ? out : lines;
}
