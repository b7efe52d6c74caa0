/*
 * lsof.c - open files with the sockets among them: lsof -i, -p
 *
 *	COMMAND  PID USER   FD   TYPE  DEVICE SIZE/OFF NODE NAME
 *	nginx    812 www     9u  IPv4 3576093      0t0  TCP 10.0.0.5:443->10.0.0.9:51514 (ESTABLISHED)
 *
 * The same on Linux, macOS and the BSDs. A TCP row is known by what follows the word
 * TCP. With -T come queues: (ESTABLISHED QR=0 QS=3796608). With -F each field has a line
 * of its own, which begins with the field's letter. All rows with a descriptor's number
 * count as open files of their process, where lsof was not asked for sockets only.
 */
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/rows.h"
#include "readers/sock_row.h"

struct open_file {
	struct str command, pid, user, fd, type;
	struct str name; /* behind the word TCP; empty: no TCP */
};

struct fields { /* of -F, until the next descriptor */
	struct str pid, command, protocol, name, state;
	uint64_t recv_q, send_q;
	bool has_queues;
};

struct lsof {
	bool sockets_only; /* -i: other files are not listed */
	bool by_field;	   /* -F */
	struct fields f;
	struct str pid;	 /* of the last row */
	struct str name; /* the program's */
	uint64_t fds;
};

static bool
is_header(struct str text)
{
	return str_starts(text, STR("COMMAND ")) && str_has(text, STR(" PID ")) &&
	       str_ends(text, STR("NAME"));
}

/* "3u", "cwd", "txt", "mem", "5r", "12uW", "NOFD" */
static bool
is_descriptor(struct str s)
{
	static const char *const special[] = { "cwd", "rtd",  "txt", "mem",  "DEL",
					       "err", "NOFD", "ltx", "mmap", "fp." };
	uint64_t fd;

	for (size_t i = 0; i < COUNT_OF(special); i++)
		if (str_eq(s, str_from(special[i])))
			return true;
	return str_take_u64(&s, &fd) && s.n <= 3;
}

static bool
is_numbered(struct str fd)
{
	return fd.n && char_is_digit(fd.p[0]);
}

/* Between PID and USER stand a thread and its name, with -K; -R and -g add numbers. */
#define WORDS_BEFORE_FD 5

/* "IPv4", "REG", "0000"; in small letters only these. A row of ps has a program's name there. */
static bool
is_type(struct str s)
{
	static const char *const small[] = { "a_inode", "inet",	   "netlink", "pack",
					     "raw",	"rawv6",   "sock",    "systm",
					     "unix",	"unknown", "vnode" };

	size_t upper = 0;

	while (upper < s.n &&
	       ((s.p[upper] >= 'A' && s.p[upper] <= 'Z') || (upper && char_is_digit(s.p[upper]))))
		upper++;
	if (s.n && (upper == s.n || str_starts(s, STR("IPv"))))
		return true;
	for (size_t i = 0; i < COUNT_OF(small); i++)
		if (str_eq(s, str_from(small[i])))
			return true;
	return false;
}

static bool
row_parse(struct str rest, struct open_file *ret)
{
	struct open_file f = { 0 };
	struct str word, before = { 0 };
	uint64_t pid;
	size_t n = 0;

	if (!str_word(&rest, &f.command) || !str_word(&rest, &f.pid) || !str_to_u64(f.pid, &pid))
		return false;
	while (str_word(&rest, &word) && !(before.n && is_descriptor(word)))
		if (before = word, ++n > WORDS_BEFORE_FD)
			return false;
	f.user = before;
	f.fd = word;
	if (!before.n || !str_word(&rest, &f.type) || !is_type(f.type))
		return false;
	while (str_word(&rest, &word)) {
		if (!str_eq(word, STR("TCP")))
			continue;
		f.name = str_trim(rest);
		break;
	}
	*ret = f;
	return true;
}

/* "QR=127480" */
static void
take_queue(struct sock *k, struct str word)
{
	if (str_take(&word, STR("QR=")))
		k->has_queues = str_to_u64(word, &k->recv_q);
	else if (str_take(&word, STR("QS=")))
		k->has_queues = str_to_u64(word, &k->send_q);
}

/* "(ESTABLISHED QR=0 QS=0)" or "" */
static void
take_state(struct sock *k, struct str text)
{
	enum tcp_state state;
	struct str word;

	text = str_trim(text);
	if (!str_take(&text, STR("(")))
		return;
	text = str_sub(text, 0, str_index(text, ')'));
	while (str_word(&text, &word))
		if (tcp_state_parse(word, &state))
			k->state = (uint8_t)state;
		else
			take_queue(k, word);
	/* a listener's backlog is not told */
	k->has_queues &= k->state != TCP_LISTEN;
}

/* "*:5001", "10.0.0.5:443->10.0.0.9:51514" */
static bool
ends_parse(struct str word, struct sock *k)
{
	size_t arrow = str_find(word, STR("->"));

	k->local_text = str_sub(word, 0, arrow);
	k->peer_text = arrow == SIZE_MAX ? STR("*:*") : str_from_pos(word, arrow + 2);
	return sock_end_parse(k->local_text, &k->local) && sock_end_parse(k->peer_text, &k->peer);
}

static bool
name_parse(struct str name, struct sock *k)
{
	struct str word;

	if (!str_word(&name, &word) || !ends_parse(word, k))
		return false;
	take_state(k, name);
	return true;
}

static void
add_sock(struct rows *t, const struct sock *row, struct str process)
{
	struct sock *k = sock_add(t->r, t->s, t->l, t->sample);
	struct origin at = k->at;

	*k = *row;
	k->at = at;
	k->sample = t->sample;
	k->process = process;
	t->used = true;
}

/* The rows of one process are complete. */
static void
count_files(struct rows *t)
{
	struct lsof *o = t->own;
	struct process *p;
	uint64_t pid;

	if (o->fds && !o->sockets_only && str_to_u64(o->pid, &pid)) {
		p = rows_process(t);
		p->pid = pid;
		p->has_pid = true;
		p->fds = o->fds;
		p->has_fds = true;
		p->command = o->name;
	}
	o->fds = 0;
}

static bool
take_row(struct rows *t, struct str text)
{
	struct sock row = { 0 };
	struct lsof *o = t->own;
	struct open_file f;

	if (!row_parse(text, &f))
		return false;
	if (!str_eq(f.pid, o->pid))
		count_files(t);
	o->pid = f.pid;
	o->name = f.command;
	o->fds += is_numbered(f.fd);
	/* a socket that is not bound yet has no ends: "TCP *:*", or "can't identify protocol" */
	if (f.name.n && name_parse(f.name, &row))
		add_sock(t, &row, f.command);
	return true;
}

/* --- lsof -F --- */

static void
flush_fields(struct rows *t)
{
	struct fields *f = &((struct lsof *)t->own)->f;
	enum tcp_state state;
	struct sock row = { 0 };

	if (str_eq(f->protocol, STR("TCP")) && ends_parse(f->name, &row)) {
		if (tcp_state_parse(f->state, &state))
			row.state = (uint8_t)state;
		row.has_queues = f->has_queues && row.state != TCP_LISTEN;
		row.recv_q = f->recv_q;
		row.send_q = f->send_q;
		add_sock(t, &row, f->command);
	}
	*f = (struct fields){ .pid = f->pid, .command = f->command };
}

static void
take_tcp_field(struct fields *f, struct str value)
{
	if (str_take(&value, STR("ST=")))
		f->state = value;
	else if (str_take(&value, STR("QR=")))
		f->has_queues = str_to_u64(value, &f->recv_q);
	else if (str_take(&value, STR("QS=")))
		f->has_queues = str_to_u64(value, &f->send_q);
}

/* Letters of lsof(8), OUTPUT FOR OTHER PROGRAMS. */
static bool
take_field(struct rows *t, struct str text)
{
	struct fields *f = &((struct lsof *)t->own)->f;
	struct str value = str_from_pos(text, 1);

	switch (text.p[0]) {
	case 'p':
		flush_fields(t);
		f->pid = value;
		break;
	case 'f':
		flush_fields(t);
		break;
	case 'c':
		f->command = value;
		break;
	case 'P':
		f->protocol = value;
		break;
	case 't': /* the first that is always there, when f was not asked for */
		if (f->name.n)
			flush_fields(t);
		break;
	case 'n':
		f->name = value;
		break;
	case 'T':
		take_tcp_field(f, value);
		/* -F without P: only TCP has this */
		f->protocol = f->protocol.n ? f->protocol : STR("TCP");
		break;
	default:
		return char_is_alpha(text.p[0]);
	}
	return true;
}

static bool
is_notice(struct str text)
{
	return str_starts(text, STR("lsof: ")) ||
	       str_starts(text, STR("Output information may be"));
}

static bool
take_line(struct rows *t, struct str text)
{
	struct lsof *o = t->own;

	if (is_notice(text))
		return true;
	if (o->by_field)
		return take_field(t, text);
	if (is_header(text)) {
		count_files(t);
		rows_again(t);
		return true;
	}
	return take_row(t, text);
}

static bool
asks(struct str command, char letter)
{
	struct stage st;

	while (command_stage(&command, &st))
		if (str_eq(st.program, STR("lsof")))
			return stage_has_flag(&st, letter);
	return false;
}

static void
finish(struct rows *t)
{
	flush_fields(t);
	count_files(t);
}

static void
take(struct reading *r, const struct section *s)
{
	struct lsof o = { .sockets_only = asks(s->command, 'i'),
			  .by_field = asks(s->command, 'F') };

	rows_read(r, s, "lsof", take_line, finish, &o);
}

/* --- is it lsof? --- */

static int
line_score(struct str text)
{
	struct open_file f;

	text = str_trim(text);
	if (is_header(text))
		return 97;
	if (str_starts(text, STR("lsof: ")))
		return 60;
	if (!row_parse(text, &f))
		return 0;
	return f.name.n ? 93 : 65;
}

static int
probe(const struct section *s)
{
	if (section_runs(s, "lsof") && (probe_is_silent(s) || asks(s->command, 'F')) &&
	    !str_has(s->command, STR("|")))
		return 80;
	return probe_lines(s, line_score);
}

const struct reader reader_lsof = {
	.kind = "lsof",
	.words = "open files and sockets, lsof -i, -p, -F",
	.probe = probe,
	.read = take,
};
