/*
 * log_text.c - lines of logs, the kernel's and the applications'
 */
#include "readers/log_text.h"

/* --- what a message says --- */

/*
 * In small letters, as they are compared without case: loggers differ. Where a
 * message says several of them, the one that stands first here counts.
 */
static const struct {
	const char *words;
	enum log_kind kind;
} says[] = {
	/* net/ipv4/tcp_input.c, tcp_syn_flood_action; before 3.8 in other words */
	{ "possible syn flooding", LOG_SYN_FLOOD },
	{ "drop open request from", LOG_SYN_FLOOD },
	/* net/netfilter/nf_conntrack_core.c */
	{ "conntrack: table full", LOG_CONNTRACK_FULL },
	/* net/ipv4/tcp.c, tcp_check_oom */
	{ "out of memory -- consider tuning tcp_mem", LOG_OUT_OF_MEMORY },
	{ "out of socket memory", LOG_OUT_OF_MEMORY },
	{ "too many orphaned sockets", LOG_ORPHANS },
	{ "too many of orphaned sockets", LOG_ORPHANS },
	{ "invoked oom-killer", LOG_OOM_KILL },
	{ "out of memory: kill", LOG_OOM_KILL },
	{ "memory cgroup out of memory", LOG_OOM_KILL },
	{ "oom-kill:", LOG_OOM_KILL },
	{ "link is down", LOG_LINK },
	{ "link is up", LOG_LINK },
	{ "link down", LOG_LINK },
	{ "link up", LOG_LINK },
	{ "link becomes ready", LOG_LINK },
	{ "link is not ready", LOG_LINK },
	{ "link status definitely", LOG_LINK },
	{ "lost carrier", LOG_LINK },
	{ "carrier lost", LOG_LINK },
	{ "gained carrier", LOG_LINK },
	{ "vfs: file-max limit", LOG_FILES },
	/* errno by its name, and as glibc, the BSDs, Windows and Go say it */
	{ "emfile", LOG_FILES },
	{ "enfile", LOG_FILES },
	{ "too many open files", LOG_FILES },
	{ "eaddrnotavail", LOG_NO_PORT },
	{ "cannot assign requested address", LOG_NO_PORT },
	{ "can't assign requested address", LOG_NO_PORT },
	{ "econnrefused", LOG_REFUSED },
	{ "connection refused", LOG_REFUSED },
	{ "actively refused it", LOG_REFUSED },
	{ "econnreset", LOG_RESET },
	{ "connection reset", LOG_RESET },
	{ "forcibly closed by the remote host", LOG_RESET },
	{ "etimedout", LOG_TIMEOUT },
	{ "connection timed out", LOG_TIMEOUT },
	{ "operation timed out", LOG_TIMEOUT },
	{ "connect timed out", LOG_TIMEOUT },
	{ "i/o timeout", LOG_TIMEOUT },
};

/* The letters that any of the words begins with, as bits. */
static uint32_t
first_letters(void)
{
	uint32_t letters = 0;

	for (size_t i = 0; i < COUNT_OF(says); i++)
		letters |= 1u << (says[i].words[0] - 'a');
	return letters;
}

static bool
begins_with(struct str s, const char *words)
{
	size_t n = strlen(words);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (char_lower(s.p[i]) != words[i])
			return false;
	return true;
}

/* One pass over the message: every line of every log comes through here. */
enum log_kind
log_kind_of(struct str message)
{
	uint32_t letters = first_letters();
	size_t best = COUNT_OF(says);

	for (size_t i = 0; i < message.n; i++) {
		char c = char_lower(message.p[i]);

		if (c < 'a' || c > 'z' || !(letters & 1u << (c - 'a')))
			continue;
		for (size_t k = 0; k < best; k++)
			if (says[k].words[0] == c &&
			    begins_with(str_from_pos(message, i), says[k].words))
				best = k;
	}
	return best < COUNT_OF(says) ? says[best].kind : LOG_OTHER;
}

bool
log_kind_is_kernel(enum log_kind kind)
{
	return kind == LOG_SYN_FLOOD || kind == LOG_CONNTRACK_FULL || kind == LOG_OUT_OF_MEMORY ||
	       kind == LOG_ORPHANS || kind == LOG_OOM_KILL;
}

static const char *const down_words[] = { "down", "not ready", "lost" };

static bool
says_down(struct str message)
{
	for (size_t i = 0; i < COUNT_OF(down_words); i++)
		if (str_has_nocase(message, str_from(down_words[i])))
			return true;
	return false;
}

/* --- ports --- */

static bool
is_end_char(char c)
{
	return char_is_alnum(c) || c == '.' || c == ':' || c == '[' || c == ']' || c == '%' ||
	       c == '*';
}

/* Cut the next run of characters that an address and port consist of. */
static bool
end_token(struct str *rest, struct str *ret)
{
	struct str s = *rest;
	size_t n = 0;

	while (s.n && !is_end_char(*s.p))
		s = str_from_pos(s, 1);
	while (n < s.n && is_end_char(s.p[n]))
		n++;
	*rest = str_from_pos(s, n);
	*ret = str_sub(s, 0, n);
	while (ret->n && (ret->p[ret->n - 1] == '.' || ret->p[ret->n - 1] == ':'))
		ret->n--;
	return n > 0;
}

/* "198.51.100.7:5432", "[::]:80": an address is asked for, "a.py:12" is none. */
static bool
port_of_end(struct str token, uint16_t *ret)
{
	size_t colon = str_rindex(token, ':');
	struct addr addr;

	return colon != SIZE_MAX && addr_parse(str_sub(token, 0, colon), &addr) &&
	       str_to_u16(str_from_pos(token, colon + 1), ret);
}

/* "on port 80.", "port=5432", "port: 22", "on port [::]:80" */
static bool
port_by_word(struct str message, uint16_t *ret)
{
	size_t at = str_find_nocase(message, STR("port"));
	struct str rest, token;

	if (at == SIZE_MAX)
		return false;
	rest = str_from_pos(message, at + strlen("port"));
	if (!rest.n || !strchr(" =:", *rest.p) || !end_token(&rest, &token))
		return false;
	return str_to_u16(token, ret) || port_of_end(token, ret);
}

uint16_t
log_port(struct str message)
{
	uint16_t port = 0, last = 0;
	struct str token;

	if (port_by_word(message, &port))
		return port;
	/* "10.0.0.5:41234->10.0.0.9:80": the far end stands last */
	while (end_token(&message, &token))
		if (port_of_end(token, &port))
			last = port;
	return last;
}

/* --- rows --- */

/*
 * A log may have millions of lines alike. Beyond these a row is no longer kept
 * but counted into the last one of its kind; what is not known is only shown to
 * people, who read the first few.
 */
#define ROWS_KEPT 20000
#define OTHERS_KEPT 1000

void
log_rows_init(struct log_rows *rows, struct reading *r, const struct section *s, const char *kind)
{
	*rows = (struct log_rows){ .r = r, .s = s, .sample = section_sample(r, s, kind) };
	rows->counted = str_has(s->command, STR("uniq -c"));
}

struct log_head
log_rows_head(const struct log_rows *rows, struct str text, uint64_t *ret_count)
{
	struct str rest = str_trim_left(text);
	uint64_t n;

	*ret_count = 1;
	if (rows->counted && str_take_u64(&rest, &n) && rest.n && char_is_space(*rest.p)) {
		*ret_count = n;
		text = str_from_pos(rest, 1);
	}
	return log_head_parse(text);
}

static void
repeat(struct log_line *row, uint64_t n)
{
	if (__builtin_add_overflow(row->repeats, n, &row->repeats))
		row->repeats = UINT64_MAX;
}

/* rsyslog: "message repeated 5 times: [ text]" stands for five lines of text. */
static uint64_t
take_repeated(struct str *message)
{
	struct str rest = *message;
	uint64_t n;

	if (!str_take(&rest, STR("message repeated ")) || !str_take_u64(&rest, &n) ||
	    !str_take(&rest, STR(" times: [")))
		return 1;
	*message = rest;
	return n;
}

/* Old syslog: "host last message repeated 5 times", without a program. */
static bool
take_repeat(struct log_rows *rows, struct str message)
{
	static const struct str words = { "last message repeated ", 22 };
	size_t at = str_find(message, words);
	uint64_t n;

	message = str_from_pos(message, at == SIZE_MAX ? message.n : at + words.n);
	if (!str_take_u64(&message, &n) || !str_starts(message, STR(" times")))
		return false;
	if (rows->newest)
		repeat(&rows->r->cs->logs.v[rows->newest - 1], n);
	return true;
}

static void
add(struct log_rows *rows, const struct line *l, const struct log_head *head, enum log_kind kind,
    uint64_t repeats)
{
	struct log_line *row = vec_add(rows->r->cs->arena, &rows->r->cs->logs);

	row->at = line_origin(rows->s, l);
	row->sample = rows->sample;
	row->kind = (uint8_t)kind;
	row->says_cookies = str_has_nocase(head->message, STR("Sending cookies"));
	row->link_down = kind == LOG_LINK && says_down(head->message);
	row->port = kind == LOG_OTHER ? 0 : log_port(head->message);
	row->repeats = repeats;
	row->time_ns = head->time_ns;
	row->uptime_ns = head->uptime_ns;
	row->text = l->text;
	row->message = head->message;
	row->month = head->month;
	row->day = head->day;
	rows->newest = rows->last[kind] = rows->r->cs->logs.n;
	rows->kept++;
}

void
log_rows_take(struct log_rows *rows, const struct line *l, const struct log_head *head,
	      uint64_t count)
{
	struct log_head h = *head;
	enum log_kind kind;
	uint64_t repeats;

	if (take_repeat(rows, h.message))
		return;
	repeats = take_repeated(&h.message);
	count = MAX(count, repeats);
	kind = log_kind_of(h.message);
	case_time(case_input(rows->r->cs, rows->s->input), h.time_ns, h.clock);
	if (rows->kept < (kind == LOG_OTHER ? OTHERS_KEPT : ROWS_KEPT))
		add(rows, l, &h, kind, count);
	else if (kind != LOG_OTHER && rows->last[kind])
		repeat(&rows->r->cs->logs.v[rows->last[kind] - 1], count);
	else if (kind != LOG_OTHER)
		add(rows, l, &h, kind, count);
}
