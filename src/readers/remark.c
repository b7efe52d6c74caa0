/*
 * remark.c - what somebody wrote between the output of programs
 */
#include "readers/remark.h"

#include "readers/packet_front.h"

/* What people write where they left something out, without the marks around it. */
static const struct str ellipses[] = {
	{ "snip", 4 },	  { "snipped", 7 }, { "cut", 3 },  { "truncated", 9 },
	{ "omitted", 7 }, { "skipped", 7 }, { "more", 4 }, { "etc", 3 },
	{ "…", 3 },	  { "", 0 },	    { "8", 1 },	   { "✂", 3 },
};

static struct str
trim_marks(struct str s, struct str marks)
{
	while (s.n && str_index(marks, s.p[0]) != SIZE_MAX)
		s = str_from_pos(s, 1);
	while (s.n && str_index(marks, s.p[s.n - 1]) != SIZE_MAX)
		s.n--;
	return s;
}

/* "...", "[...]", "--- snip ---", "8<-----": no output looks like that. */
static bool
is_ellipsis(struct str s)
{
	struct str word = trim_marks(s, STR(" .-=*<>[](){}~_\t"));

	if (word.n == s.n && !str_eq(s, STR("…")))
		return false;
	for (size_t i = 0; i < COUNT_OF(ellipses); i++)
		if (str_eq_nocase(word, ellipses[i]))
			return s.n >= 3;
	return false;
}

static bool
has_letters(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (char_is_alpha(s.p[i]) || (unsigned char)s.p[i] >= 0x80)
			return true;
	return false;
}

/* Whether the bracket that opens the line is closed by its last letter only. */
static bool
in_brackets(struct str s, char open, char close)
{
	size_t depth = 0;

	if (s.n < 3 || s.p[0] != open || s.p[s.n - 1] != close)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		depth += s.p[i] == open;
		depth -= s.p[i] == close;
		if (!depth && i + 1 < s.n)
			return false;
	}
	return !depth;
}

bool
remark_line(struct str line, struct str *ret_text)
{
	struct str s = str_trim(line);

	if (!s.n)
		return false;
	*ret_text = str_trim(trim_marks(s, STR("#/*[](). ")));
	if (is_ellipsis(s) || (s.n == 2 && s.p[0] == '^')) { /* ^C */
		*ret_text = str_sub(s, 0, 0);
		return true;
	}
	if (str_starts(s, STR("... ")) || str_starts(s, STR("… ")) ||
	    (str_starts(s, STR("**")) && str_ends(s, STR("**")))) /* Markdown's bold letters */
		return has_letters(s);
	if (in_brackets(s, '(', ')') || in_brackets(s, '[', ']'))
		return has_letters(s);
	if (s.p[0] == '#') {
		while (s.n && s.p[0] == '#')
			s = str_from_pos(s, 1);
		return !s.n || char_is_space(s.p[0]);
	}
	return str_starts(s, STR("// ")) || str_starts(s, STR("/* ")) ||
	       str_starts(s, STR("[sudo] password"));
}

bool
remark_behind(struct str *line, struct str *ret_text)
{
	for (size_t i = 1; i + 2 < line->n; i++) {
		struct str text;

		if (line->p[i] != '#' || !char_is_space(line->p[i - 1]) || line->p[i + 1] != ' ')
			continue;
		text = str_trim(str_from_pos(*line, i + 1));
		if (!has_letters(str_sub(text, 0, 4)))
			continue;
		*ret_text = text;
		*line = str_trim_right(str_sub(*line, 0, i));
		return true;
	}
	return false;
}

static bool
is_plain_word(struct str w)
{
	size_t letters = 0;

	w = trim_marks(w, STR(".,:;!?\"'()*_`"));
	for (size_t i = 0; i < w.n; i++) {
		bool letter = char_is_alpha(w.p[i]) || (unsigned char)w.p[i] >= 0x80;

		if (!letter && w.p[i] != '\'' && w.p[i] != '-')
			return false;
		/* ListenDrops is a name, not a word */
		if (i && w.p[i] >= 'A' && w.p[i] <= 'Z' && w.p[i - 1] >= 'a' && w.p[i - 1] <= 'z')
			return false;
		letters += letter;
	}
	return letters > 0;
}

/* "[09:41] maria: ", "maria: ": who says it. */
static bool
take_speaker(struct str *s)
{
	struct str rest = str_trim_left(*s), name;
	size_t close = str_index(rest, ']');

	if (str_starts(rest, STR("[")) && close != SIZE_MAX)
		rest = str_from_pos(rest, close + 1);
	if (!str_word(&rest, &name) || name.n < 3 || !str_ends(name, STR(":")))
		return false;
	for (size_t i = 0; i + 1 < name.n; i++)
		if (!char_is_alnum(name.p[i]) && str_index(STR("._-@"), name.p[i]) == SIZE_MAX)
			return false;
	*s = str_trim(rest);
	return char_is_alpha(name.p[0]);
}

/* What of a chat is no output: a fence, and a command line that is quoted. */
static bool
is_chat(struct str line)
{
	return take_speaker(&line) && (str_starts(line, STR("```")) || str_starts(line, STR("$ ")));
}

/* "09:41", "9:41,": of a chat's heading, and no word of a sentence or a table */
static bool
is_hour(struct str w)
{
	size_t colon;

	w = trim_marks(w, STR(".,;()[]"));
	colon = str_index(w, ':');
	return (w.n == 4 || w.n == 5) && colon == w.n - 3 && char_is_digit(w.p[0]) &&
	       char_is_digit(w.p[w.n - 1]) && char_is_digit(w.p[w.n - 2]);
}

/* "¯\_(ツ)_/¯", "👆", ":thinking_face: (edited)", "<sub>Edit: …</sub>": no output looks so. */
static bool
is_decoration(struct str s)
{
	bool ascii = false, wide = false;

	s = str_trim(s);
	if (str_eq(s, STR("timestamp,message")) || str_eq(s, STR("@timestamp,@message")))
		return true; /* what CloudWatch writes above what it exports */
	if (s.n > 6 && s.p[0] == '<' && char_is_alpha(s.p[1]) && str_ends(s, STR(">")) &&
	    str_has(s, STR("</")))
		return true;
	if (s.n > 3 && s.p[0] == ':' && char_is_alpha(s.p[1]))
		return str_index(str_sub(s, 1, 40), ':') < str_index(s, ' ');
	for (size_t i = 0; i < s.n; i++) {
		ascii |= char_is_alnum(s.p[i]);
		wide |= s.p[i] < 0;
	}
	return wide && !ascii;
}

bool
remark_is_prose(struct str line)
{
	struct str rest = line, word;
	size_t words = 0, plain = 0;

	if (packet_line_is_plain(line))
		return false;
	if (is_chat(line) || is_decoration(line))
		return true;
	while (str_word(&rest, &word)) {
		words += !is_hour(word);
		plain += is_plain_word(word);
	}
	/* a sentence is mostly words; "Thanks, Bob" is nothing else */
	return plain && (plain == words || (plain >= 3 && plain * 3 >= words * 2));
}

void
remark_add(struct reading *r, uint32_t input, uint32_t line, struct str text)
{
	struct remark *remark;

	if (!text.n)
		return;
	remark = vec_add(r->cs->arena, &r->cs->remarks);
	remark->at = (struct origin){ .input = input, .line = line };
	remark->text = text;
}
