/*
 * prompt.c - lines that say which command printed what follows
 *
 * A prompt is a prefix, a sign, a blank and a command:
 *
 *	[root@api-7 ~]# ss -s		prefix "[root@api-7 ~]", sign "#"
 *	user@host:~$ ss -s		prefix "user@host:~"
 *	$ ss -s				no prefix
 *
 * A prefix that says user@host, or PS and a path, is proof by itself. Others are
 * not: "# " also begins a remark and "> " a quotation, so what follows must be a
 * known program that goes on like a command.
 *
 * Tools that sample write headers of their own: a row of marks, the time, then
 * the command, with or without a sign.
 */
#include "readers/prompt.h"

#include "readers/command.h"
#include "readers/date_line.h"
#include "readers/packet_front.h"

static const struct str signs[] = {
	{ "$", 1 }, { "#", 1 }, { "%", 1 }, { ">", 1 }, { "❯", 3 }, { "➜", 3 }, { "»", 2 },
};

enum trust {
	TRUST_NONE,    /* no prompt's prefix */
	TRUST_COMMAND, /* if a known command follows */
	TRUST_DOLLAR,  /* "$ " and nothing before it: any word that can be a command */
	TRUST_FULL,
};

static bool
is_name_char(char c)
{
	return char_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* How many bytes at the end of s are a name. */
static size_t
name_at_end(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_name_char(s.p[s.n - 1 - n]))
		n++;
	return n;
}

static size_t
name_at_start(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_name_char(s.p[n]))
		n++;
	return n;
}

/* "user@host" with what a prompt has behind it: ":~", " dir", "]". */
static bool
user_at_host(struct str prefix, struct str *ret_host)
{
	size_t at = str_index(prefix, '@');
	struct str user, rest;
	size_t n;

	if (at == SIZE_MAX || !at)
		return false;
	user = str_sub(prefix, 0, at);
	rest = str_from_pos(prefix, at + 1);
	n = name_at_start(rest);
	str_take(&user, STR("["));
	if (!n || !user.n || name_at_end(user) != user.n || str_index(rest, '@') != SIZE_MAX)
		return false;
	*ret_host = str_sub(rest, 0, n);
	rest = str_from_pos(rest, n);
	return !rest.n || str_index(STR(":~ ]/"), rest.p[0]) != SIZE_MAX;
}

/* "bash-5.1", "sh-4.2" */
static bool
is_shell_version(struct str word)
{
	size_t dash = str_index(word, '-');

	return dash != SIZE_MAX && dash >= 2 && dash + 1 < word.n &&
	       str_ends(str_sub(word, 0, dash), STR("sh")) && char_is_digit(word.p[dash + 1]);
}

/* "PS C:\Users\me", "PS /home/me", "C:\Users" */
static bool
is_windows(struct str prefix)
{
	if (str_starts(prefix, STR("PS ")) || str_eq(prefix, STR("PS")))
		return true;
	return prefix.n >= 3 && char_is_alpha(prefix.p[0]) && prefix.p[1] == ':' &&
	       prefix.p[2] == '\\';
}

/* "host:~ user", as old macOS has it */
static bool
host_dir_user(struct str prefix, struct str *ret_host)
{
	size_t n = name_at_start(prefix);
	struct str rest = str_from_pos(prefix, n), dir;

	if (!n || !str_take(&rest, STR(":")) || !str_word(&rest, &dir))
		return false;
	*ret_host = str_sub(prefix, 0, n);
	rest = str_trim(rest);
	return rest.n && name_at_end(rest) == rest.n;
}

/* "host:~", "host:/var/log" */
static bool
host_dir(struct str prefix, struct str *ret_host)
{
	size_t n = name_at_start(prefix);
	struct str rest = str_from_pos(prefix, n);

	if (!n || !str_take(&rest, STR(":")) || !rest.n || str_index(rest, ' ') != SIZE_MAX ||
	    (rest.p[0] != '~' && rest.p[0] != '/'))
		return false;
	*ret_host = str_sub(prefix, 0, n);
	return true;
}

/* Prefixes without blanks that prove little: "web1", "~", "/var/log", "(env)". */
static bool
is_weak_prefix(struct str prefix)
{
	return str_index(prefix, ' ') == SIZE_MAX &&
	       (name_at_end(prefix) == prefix.n || prefix.p[0] == '/' || prefix.p[0] == '~' ||
		is_shell_version(prefix));
}

/* What stands before a sign; trimmed. */
static enum trust
judge_prefix(struct str prefix, struct str sign, struct str *ret_host)
{
	if (!prefix.n)
		return str_eq(sign, STR("$")) ? TRUST_DOLLAR : TRUST_COMMAND;
	/* "eth0@if8  UP  3e:64:3c:47:f5:71 <BROADCAST,UP>": a bracket closes, no prompt ends */
	if (str_index(prefix, '<') != SIZE_MAX)
		return TRUST_NONE;
	if (prefix.p[0] == '(' && str_index(prefix, ')') != SIZE_MAX) /* a Python environment */
		prefix = str_trim(str_from_pos(prefix, str_index(prefix, ')') + 1));
	if (prefix.n && prefix.p[0] == '[' && prefix.p[prefix.n - 1] != ']')
		return TRUST_NONE;
	if (user_at_host(prefix, ret_host))
		return TRUST_FULL;
	if (is_windows(prefix))
		return str_eq(sign, STR(">")) ? TRUST_FULL : TRUST_NONE;
	if (!prefix.n || host_dir_user(prefix, ret_host) || host_dir(prefix, ret_host))
		return TRUST_COMMAND;
	return is_weak_prefix(prefix) ? TRUST_COMMAND : TRUST_NONE;
}

/* "C:\Users\me>netstat -ano": cmd.exe leaves no blank behind its sign. */
static bool
is_cmd_sign(struct str s, size_t at)
{
	return s.p[at] == '>' && s.n > 3 && char_is_alpha(s.p[0]) && s.p[1] == ':' &&
	       s.p[2] == '\\' && str_index(s, '>') == at;
}

/* A sign at s[at], with a blank or the end behind it; its length, 0 if none. */
static size_t
sign_at(struct str s, size_t at, struct str *ret_sign)
{
	struct str rest = str_from_pos(s, at);

	if ((unsigned char)s.p[at] < 0x80 && str_index(STR("$#%>"), s.p[at]) == SIZE_MAX)
		return 0;
	for (size_t i = 0; i < COUNT_OF(signs); i++) {
		size_t n = signs[i].n;

		if (!str_starts(rest, signs[i]) ||
		    (rest.n > n && !char_is_space(rest.p[n]) && !is_cmd_sign(s, at)))
			continue;
		*ret_sign = signs[i];
		return n;
	}
	return 0;
}

static bool
may_be_typed(struct str command)
{
	return command.n &&
	       (char_is_alpha(command.p[0]) || str_index(STR("./~(_!{"), command.p[0]) != SIZE_MAX);
}

/* Whether the command fits what the prefix promised. */
static bool
trusted(enum trust trust, struct str command)
{
	switch (trust) {
	case TRUST_NONE:
		return false;
	case TRUST_COMMAND:
		return command_is_likely(command);
	case TRUST_DOLLAR:
		return !command.n || may_be_typed(command);
	case TRUST_FULL:
		return true;
	}
	return false;
}

/* The first sign that can end a prompt decides: those behind it are the command's. */
#define PREFIX_MAX_BYTES 120

static bool
parse_signed(struct str s, struct prompt *ret)
{
	for (size_t at = 0; at < MIN(s.n, (size_t)PREFIX_MAX_BYTES); at++) {
		struct str sign, host = { 0 }, command;
		size_t n = sign_at(s, at, &sign);

		if (!n)
			continue;
		command = str_trim(str_from_pos(s, at + n));
		if (str_eq(sign, STR("➜")) && !command_is_likely(command)) /* "➜  dir ss -s" */
			str_word(&command, &(struct str){ 0 });
		command = str_trim(command);
		if (!trusted(judge_prefix(str_trim(str_sub(s, 0, at)), sign, &host), command))
			return false;
		ret->host = host;
		ret->command = command;
		return true;
	}
	return false;
}

/* A date, a time or both at the front of s, maybe in brackets. */
static void
take_time(struct str *s, int64_t *ret_ns)
{
	struct str rest = *s, word;
	int64_t day = 0, clock;
	bool bracket = str_take(&rest, STR("["));
	size_t t;

	if (!str_word(&rest, &word))
		return;
	t = str_index(word, 'T');
	if (t != SIZE_MAX && date_parse(str_sub(word, 0, t), &day))
		word = str_from_pos(word, t + 1);
	else if (date_parse(word, &day) && !str_word(&rest, &word))
		return;
	if (bracket && !str_ends(word, STR("]")))
		return;
	while (word.n && str_index(STR("]Z,:"), word.p[word.n - 1]) != SIZE_MAX)
		word.n--;
	if (!clock_parse(word, &clock))
		return;
	*ret_ns = day + clock;
	*s = str_trim_left(rest);
}

/* A run of marks such as "###", "===", "-----" with a blank behind it. */
static bool
take_marks(struct str *s)
{
	size_t n = 0;

	while (n < s->n && s->p[n] == s->p[0] && str_index(STR("#=*-+:"), s->p[n]) != SIZE_MAX)
		n++;
	if (n < 2 || n == s->n || !char_is_space(s->p[n]))
		return false;
	*s = str_trim(str_from_pos(*s, n));
	while (s->n && str_index(STR("#=*-+:"), s->p[s->n - 1]) != SIZE_MAX)
		s->n--;
	*s = str_trim(*s);
	return true;
}

/* "==> /proc/net/sockstat <==", from head and tail over several files */
static bool
parse_file_header(struct str s, struct prompt *ret)
{
	if (!str_take(&s, STR("==> ")) || !str_ends(s, STR(" <==")))
		return false;
	s.n -= 4;
	ret->kind = PROMPT_HEADER;
	ret->command = s;
	return true;
}

/* "Every 2.0s: ss -s                 web1: Sun Nov 22 14:39:09 2026" */
static bool
parse_watch(struct str s, struct prompt *ret)
{
	size_t colon, gap, host;
	double seconds;

	if (!str_take(&s, STR("Every ")))
		return false;
	colon = str_find(s, STR("s: "));
	if (colon == SIZE_MAX || !str_to_double(str_sub(s, 0, colon), &seconds))
		return false;
	ret->every = str_sub(s, 0, colon);
	s = str_trim(str_from_pos(s, colon + 3));
	gap = str_find(s, STR("  "));
	ret->kind = PROMPT_HEADER;
	ret->command = str_trim(str_sub(s, 0, gap));
	if (gap != SIZE_MAX) {
		s = str_trim(str_from_pos(s, gap));
		host = str_index(s, ':');
		if (host != SIZE_MAX && name_at_end(str_sub(s, 0, host)) == host)
			ret->host = str_sub(s, 0, host);
		date_line_parse(str_from_pos(s, ret->host.n ? host + 1 : 0), &ret->time_ns);
	}
	return true;
}

static struct str
without_colon(struct str s)
{
	while (s.n && s.p[s.n - 1] == ':')
		s.n--;
	return s;
}

/*
 * A command with nothing before it. Without a prompt a program's name alone may
 * be a word of a sentence or a column of a table: it needs an argument.
 */
static bool
parse_bare(struct str s, struct prompt *ret)
{
	struct str rest, word;

	bool label = str_ends(s, STR(":"));

	s = without_colon(s);
	rest = s;
	if (!command_is_likely(s) || !command_word(&rest, &word))
		return false;
	ret->kind = PROMPT_BARE;
	ret->command = s;
	if (!command_word(&rest, &word))
		return label; /* "nstat:" */
	return word.p[0] == '-' ? word.n > 1 : str_index(STR("|/"), word.p[0]) != SIZE_MAX;
}

static bool
parse_header(struct str s, struct prompt *ret)
{
	ret->kind = PROMPT_HEADER;
	take_time(&s, &ret->time_ns);
	if (parse_signed(s, ret))
		return true;
	s = without_colon(s);
	ret->command = s;
	return command_is_likely(s);
}

bool
prompt_parse(struct str line, struct prompt *ret)
{
	struct prompt p = { .time_ns = TIME_NONE };
	struct str s = str_trim(line);
	bool found;

	if (!s.n || s.n > COMMAND_MAX_BYTES || packet_line_is_plain(s))
		return false;
	found = parse_file_header(s, &p) || parse_watch(s, &p);
	if (!found && take_marks(&s)) {
		found = parse_header(s, &p);
	} else if (!found) {
		/* "+ ss -tan" is what a shell prints under set -x */
		bool traced = str_take(&s, STR("+ "));

		take_time(&s, &p.time_ns);
		found = traced ? command_is_likely(s) : parse_signed(s, &p);
		if (traced) {
			p.kind = PROMPT_TRACED;
			p.command = s;
		}
		if (!found && p.time_ns == TIME_NONE)
			found = parse_bare(s, &p);
	}
	if (found)
		*ret = p;
	return found;
}

/*
 * Go back from a sign in mid-line over the prefix of its prompt. The prefix is
 * glued to the output before it ("12384root@web1:~# "), so it begins where
 * digits end: a user's name does not begin with one.
 */
static size_t
prefix_begin(struct str s, size_t sign)
{
	size_t at = sign, open, first;
	struct str before;

	if (sign && s.p[sign - 1] == ']') {
		open = str_rindex(str_sub(s, 0, sign), '[');
		return open != SIZE_MAX && sign - open < PREFIX_MAX_BYTES ? open : sign;
	}
	while (at && sign - at < PREFIX_MAX_BYTES &&
	       (is_name_char(s.p[at - 1]) || str_index(STR("~/:"), s.p[at - 1]) != SIZE_MAX))
		at--;
	if (!at || s.p[at - 1] != '@')
		return sign;
	before = str_sub(s, 0, at - 1);
	first = before.n - name_at_end(before);
	for (at = before.n; at > first; at--)
		if (at < before.n && char_is_digit(s.p[at - 1]) && char_is_alpha(s.p[at]))
			return at;
	return first < before.n ? first : sign;
}

/* What follows a sign is looked at so far: enough for a program and a word or two. */
#define LOOK_AHEAD_BYTES 256

size_t
prompt_find(struct str s, size_t from)
{
	for (size_t at = from; at < s.n; at++) {
		struct str sign, after;

		char c = s.p[at];

		if ((c != '$' && c != '#' && c != '%') || !sign_at(s, at, &sign))
			continue;
		after = str_trim_left(str_sub(s, at + sign.n, LOOK_AHEAD_BYTES));
		after = str_sub(after, 0, str_index(after, '$')); /* the next prompt's business */
		if (command_is_likely(after))
			return MAX(prefix_begin(s, at), from);
	}
	return s.n;
}
