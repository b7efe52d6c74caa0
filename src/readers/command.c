/*
 * command.c - command lines as people type them
 */
#include "readers/command.h"

#include <stdlib.h>

/*
 * Programs that run another one: what stands before its name. "valued" are the
 * one-letter options with a value of their own; operands are words that are not
 * the command yet.
 */
static const struct wrapper {
	const char *name, *valued;
	unsigned operands;
} wrappers[] = {
	{ "!", "", 0 },		 { "(", "", 0 },
	{ "chroot", "", 1 },	 { "command", "", 0 },
	{ "do", "", 0 },	 { "doas", "uC", 0 },
	{ "docker", "ueEw", 2 }, { "else", "", 0 },
	{ "env", "uC", 0 },	 { "exec", "", 0 },
	{ "if", "", 0 },	 { "ionice", "cn", 0 },
	{ "kubectl", "nc", 2 },	 { "nice", "n", 0 },
	{ "nohup", "", 0 },	 { "nsenter", "tSG", 0 },
	{ "podman", "ueEw", 2 }, { "ssh", "pilLoFJ", 1 },
	{ "stdbuf", "", 0 },	 { "sudo", "ugpChrtT", 0 },
	{ "taskset", "", 1 },	 { "then", "", 0 },
	{ "time", "fo", 0 },	 { "timeout", "ks", 1 },
	{ "until", "", 0 },	 { "watch", "n", 0 },
	{ "while", "", 0 },	 { "{", "", 0 },
};

/* In the order of bytes, as they are searched at every line. */
static const char *const programs[] = {
	"ab",	     "awk",	   "base64",	   "bash",
	"bpftrace",  "bridge",	   "capinfos",	   "cat",
	"cd",	     "clear",	   "column",	   "conntrack",
	"crictl",    "crux",	   "curl",	   "cut",
	"date",	     "df",	   "dig",	   "dmesg",
	"docker",    "dumpcap",	   "echo",	   "egrep",
	"env",	     "ethtool",	   "exit",	   "export",
	"fgrep",     "find",	   "firewall-cmd", "for",
	"free",	     "gcore",	   "gdb",	   "getconf",
	"getent",    "grep",	   "gunzip",	   "gzip",
	"head",	     "host",	   "hostname",	   "hostnamectl",
	"hping3",    "htop",	   "id",	   "ifconfig",
	"ifstat",    "iostat",	   "ip",	   "ip6tables",
	"iperf",     "iperf3",	   "iptables",	   "iptables-save",
	"jobs",	     "journalctl", "jq",	   "kill",
	"kubectl",   "last",	   "ldd",	   "less",
	"ll",	     "lnstat",	   "ls",	   "lscpu",
	"lsmod",     "lsof",	   "man",	   "modinfo",
	"modprobe",  "more",	   "mpstat",	   "mtr",
	"nc",	     "ncat",	   "netstat",	   "nft",
	"nload",     "nproc",	   "nsenter",	   "nslookup",
	"nstat",     "numactl",	   "openssl",	   "perf",
	"pgrep",     "pidof",	   "pidstat",	   "ping",
	"ping6",     "pmap",	   "podman",	   "printf",
	"ps",	     "pstree",	   "pwd",	   "python",
	"python3",   "route",	   "rtacct",	   "sar",
	"sed",	     "service",	   "slabtop",	   "sleep",
	"smem",	     "snmpget",	   "sockstat",	   "sort",
	"ss",	     "ssh",	   "strace",	   "su",
	"sudo",	     "sysctl",	   "systemctl",	   "tail",
	"tc",	     "tcpdump",	   "tcpretrans",   "tee",
	"telnet",    "time",	   "timeout",	   "top",
	"tracepath", "traceroute", "tshark",	   "ulimit",
	"uname",     "uniq",	   "uptime",	   "vmstat",
	"w",	     "watch",	   "wc",	   "wget",
	"which",     "while",	   "who",	   "whoami",
	"wrk",	     "xargs",	   "zcat",	   "zgrep",
};

/* Words of sentences that are no words of commands. */
static const char *const sentence_words[] = {
	"a",	  "after", "also",  "and",   "are",    "because", "before", "but",   "came",
	"during", "every", "has",   "have",  "here",   "is",	  "it",	    "its",   "looks",
	"no",	  "not",   "of",    "our",   "output", "same",	  "says",   "seems", "shows",
	"still",  "that",  "the",   "then",  "these",  "they",	  "this",   "those", "was",
	"we",	  "were",  "which", "while", "why",    "with",	  "you",
};

static int
compare_names(const void *key, const void *element)
{
	return str_cmp(*(const struct str *)key, str_from(*(const char *const *)element));
}

/* The list is in order. */
static bool
is_among(struct str word, const char *const *list, size_t n)
{
	return bsearch(&word, list, n, sizeof(*list), compare_names) != NULL;
}

bool
program_is_known(struct str name)
{
	return is_among(name, programs, COUNT_OF(programs));
}

/* How many bytes from s on are a quoted text or an escaped letter, 0 if none. */
static size_t
quoted_bytes(struct str s)
{
	size_t end;

	if (s.p[0] == '\\')
		return MIN(s.n, (size_t)2);
	if (s.p[0] != '\'' && s.p[0] != '"')
		return 0;
	end = str_index(str_from_pos(s, 1), s.p[0]);
	return end == SIZE_MAX ? 0 : end + 2; /* one that never closes is a letter */
}

/* Where an unquoted letter of set stands, s.n if nowhere. */
static size_t
find_unquoted(struct str s, struct str set)
{
	for (size_t i = 0; i < s.n;) {
		size_t skip = quoted_bytes(str_from_pos(s, i));

		if (!skip && str_index(set, s.p[i]) != SIZE_MAX)
			return i;
		i += MAX(skip, (size_t)1);
	}
	return s.n;
}

bool
command_word(struct str *rest, struct str *ret)
{
	struct str s = str_trim_left(*rest);
	size_t n = find_unquoted(s, STR(" \t"));

	*rest = str_from_pos(s, n);
	if (!n)
		return false;
	s.n = n;
	if (n >= 2 && quoted_bytes(s) == n && s.p[0] != '\\')
		s = str_sub(s, 1, n - 2);
	*ret = s;
	return true;
}

static const struct wrapper *
wrapper_of(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(wrappers); i++)
		if (str_eq(word, str_from(wrappers[i].name)))
			return &wrappers[i];
	return NULL;
}

static bool
is_assignment(struct str word)
{
	size_t eq = str_index(word, '=');

	if (eq == SIZE_MAX || !eq || char_is_digit(word.p[0]))
		return false;
	for (size_t i = 0; i < eq; i++)
		if (!char_is_alnum(word.p[i]) && word.p[i] != '_')
			return false;
	return true;
}

static struct str
without_path(struct str word)
{
	size_t slash = str_rindex(word, '/');

	return slash == SIZE_MAX ? word : str_from_pos(word, slash + 1);
}

/* Pass a wrapper's own options and operands. */
static void
skip_wrapper(struct str *rest, const struct wrapper *w)
{
	unsigned operands = w->operands;
	struct str word, after;

	for (after = *rest; command_word(&after, &word); after = *rest) {
		bool option = word.n > 1 && word.p[0] == '-';

		if (!option && !is_assignment(word) && !operands)
			return;
		operands -= !option && !is_assignment(word);
		*rest = after;
		if (str_eq(word, STR("--")))
			return;
		if (option && word.n == 2 && str_index(str_from(w->valued), word.p[1]) != SIZE_MAX)
			command_word(rest, &word);
	}
}

/* "ip netns exec NAME command" runs another command; other uses of ip do not. */
static bool
skip_netns(struct str *rest)
{
	struct str s = *rest, word;

	if (!command_word(&s, &word) || !str_eq(word, STR("netns")) || !command_word(&s, &word) ||
	    !str_eq(word, STR("exec")) || !command_word(&s, &word))
		return false;
	*rest = s;
	return true;
}

static struct stage
stage_parse(struct str text)
{
	struct stage st = { .words = text };
	const struct wrapper *w;
	struct str word;

	while (command_word(&st.words, &word)) {
		if (is_assignment(word))
			continue;
		st.program = without_path(word);
		if (str_eq(st.program, STR("ip")) && skip_netns(&st.words))
			continue;
		w = wrapper_of(st.program);
		if (!w)
			break;
		skip_wrapper(&st.words, w);
	}
	return st;
}

/* --- commands in quotes --- */

static bool
is_shell(struct str program)
{
	static const char *const shells[] = { "sh", "bash", "ash", "dash", "zsh", "ksh" };

	for (size_t i = 0; i < COUNT_OF(shells); i++)
		if (str_eq(program, str_from(shells[i])))
			return true;
	return false;
}

/* The word behind -c, -lc, -xc. */
static bool
shell_script(struct str words, struct str *ret)
{
	struct str word;

	while (command_word(&words, &word) && word.p[0] == '-')
		if (word.n > 1 && word.p[1] != '-' && str_ends(word, STR("c")))
			return command_word(&words, ret);
	return false;
}

/* The first of the wrapper's operands that is no verb: of "exec -it api-1", "op@db1". */
static bool
wrapped_host(struct str words, const struct wrapper *w, struct str *ret)
{
	struct str word;
	bool entered = false;

	while (command_word(&words, &word)) {
		if (word.n > 1 && word.p[0] == '-') {
			if (word.n == 2 && str_index(str_from(w->valued), word.p[1]) != SIZE_MAX)
				command_word(&words, &word);
			continue;
		}
		if (str_eq(word, STR("compose")))
			continue;
		/* "kubectl logs api-1" runs nothing there */
		if (strcmp(w->name, "ssh") != 0 && !entered) {
			entered = str_eq(word, STR("exec")) || str_eq(word, STR("debug"));
			if (!entered)
				return false;
			continue;
		}
		*ret = str_from_pos(
			word, str_index(word, '@') == SIZE_MAX ? 0 : str_index(word, '@') + 1);
		return true;
	}
	return false;
}

static bool
runs_elsewhere(const struct wrapper *w)
{
	static const char *const names[] = { "docker", "kubectl", "podman", "ssh" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!strcmp(w->name, names[i]))
			return true;
	return false;
}

/* Quotes within quotes go deeper; nobody goes far. */
#define UNWRAP_MAX 4

/* One layer. *line is cut to what stands in it; false: there is none. */
static bool
unwrap(struct str *line, struct str *ret_host)
{
	struct str rest = *line, word, script, host = { 0 };
	const struct wrapper *w;

	while (command_word(&rest, &word)) {
		if (is_assignment(word))
			continue;
		word = without_path(word);
		if (is_shell(word) && shell_script(rest, &script)) {
			*line = script;
			*ret_host = host.n ? host : *ret_host;
			return true;
		}
		w = wrapper_of(word);
		if (!w)
			return false;
		if (runs_elsewhere(w) && wrapped_host(rest, w, &host))
			*ret_host = host;
		skip_wrapper(&rest, w);
		rest = str_trim(rest);
		if (rest.n && quoted_bytes(rest) == rest.n && rest.p[0] != '\\') {
			*line = str_sub(rest, 1, rest.n - 2);
			return true;
		}
	}
	return false;
}

void
command_unwrap(struct str *line, struct str *ret_host)
{
	for (unsigned i = 0; i < UNWRAP_MAX && unwrap(line, ret_host); i++)
		;
}

/* Between stages: "|", "|&"; between pipelines ";", "&&", "||", "&". */
static bool
cut_separator(struct str *rest, bool *ret_pipe)
{
	char first;

	if (!rest->n)
		return false;
	first = rest->p[0];
	*rest = str_from_pos(*rest, 1);
	*ret_pipe = first == '|';
	if (rest->n && (rest->p[0] == '&' || rest->p[0] == '|')) {
		*ret_pipe = first == '|' && rest->p[0] == '&';
		*rest = str_from_pos(*rest, 1);
	}
	return true;
}

/* Where a stage ends; the & of "2>&1" and "&>" is a redirection. */
static size_t
stage_end(struct str s)
{
	size_t at = 0;

	for (;; at++) {
		at += find_unquoted(str_from_pos(s, at), STR("|;&"));
		if (at >= s.n || s.p[at] != '&')
			return at;
		if (!(at && s.p[at - 1] == '>') && !(at + 1 < s.n && s.p[at + 1] == '>'))
			return at;
	}
}

bool
command_stage(struct str *rest, struct stage *ret)
{
	while (rest->n) {
		struct str text = str_sub(*rest, 0, stage_end(*rest));
		bool pipe = false;

		*rest = str_from_pos(*rest, text.n);
		cut_separator(rest, &pipe);
		*ret = stage_parse(str_trim(text));
		ret->last = !pipe;
		if (ret->program.n)
			return true;
	}
	return false;
}

bool
command_is_besides(struct str line)
{
	static const char *const names[] = {
		"apt",	      "cd",	   "clear",	  "cp",	       "curl",	  "df",
		"dig",	      "du",	   "echo",	  "exit",      "export",  "file",
		"getent",     "host",	   "hostnamectl", "id",	       "jobs",	  "kill",
		"last",	      "ldd",	   "lsblk",	  "lscpu",     "lsmod",	  "lspci",
		"man",	      "mkdir",	   "modinfo",	  "mount",     "mtr",	  "nc",
		"ncat",	      "nproc",	   "nslookup",	  "numactl",   "openssl", "ping",
		"ping6",      "printf",	   "pwd",	  "rpm",       "rm",	  "service",
		"slabtop",    "strace",	   "su",	  "systemctl", "telnet",  "timedatectl",
		"traceroute", "tracepath", "type",	  "vi",	       "vim",	  "wget",
		"which",      "who",	   "whoami",	  "dpkg",
	};
	struct stage st;
	bool first = true, any = false;

	while (command_stage(&line, &st)) {
		bool known = false;

		for (size_t i = 0; i < COUNT_OF(names) && !known; i++)
			known = str_eq(st.program, str_from(names[i]));
		if (first && !known) /* what stands behind a pipe only picks lines */
			return false;
		any = true;
		first = st.last;
	}
	return any;
}

bool
command_is_list(struct str line)
{
	struct stage st;
	unsigned pipelines = 0;

	while (command_stage(&line, &st))
		pipelines += st.last;
	return pipelines > 1;
}

/* A word that no sentence has: an option, a path, a number, a name with a point. */
static bool
is_argument(struct str word)
{
	if (word.p[0] == '-' || word.p[0] == '|')
		return word.n > 1 || word.p[0] == '|';
	for (size_t i = 0; i + 1 < word.n; i++)
		if (str_index(STR("/.=:*_0123456789"), word.p[i]) != SIZE_MAX)
			return true;
	return false;
}

static bool
is_sentence(struct str words)
{
	struct str word;
	bool first = true;

	while (command_word(&words, &word)) {
		if (first && is_argument(word))
			return false;
		first = false;
		word = str_trim(word);
		while (word.n && str_index(STR(",.:;!?"), word.p[word.n - 1]) != SIZE_MAX)
			word.n--;
		if (is_among(word, sentence_words, COUNT_OF(sentence_words)))
			return true;
	}
	return false;
}

bool
command_is_likely(struct str text)
{
	struct str rest = text, word;
	struct stage st;

	if (!command_word(&rest, &word))
		return false;
	word = without_path(word);
	if (!program_is_known(word)) {
		/* what runs another program, or sets a variable for it */
		if (!wrapper_of(word) && !is_assignment(word))
			return false;
		if (!command_stage(&text, &st) || !program_is_known(st.program))
			return false;
	}
	return !is_sentence(rest);
}

bool
stage_has_flag(const struct stage *st, char letter)
{
	struct str words = st->words, word;

	while (command_word(&words, &word)) {
		if (word.n < 2 || word.p[0] != '-' || word.p[1] == '-')
			continue;
		if (str_index(word, letter) != SIZE_MAX)
			return true;
	}
	return false;
}

enum tcp_state
command_state(struct str line)
{
	enum tcp_state found = TCP_STATE_UNKNOWN, one;
	struct stage st;
	struct str word;

	while (command_stage(&line, &st)) {
		if (!str_eq(st.program, STR("ss")))
			continue;
		while (command_word(&st.words, &word)) {
			if (!str_eq(word, STR("state")) || !command_word(&st.words, &word))
				continue;
			if (found != TCP_STATE_UNKNOWN || !tcp_state_parse(word, &one))
				return TCP_STATE_UNKNOWN;
			found = one;
		}
	}
	return found;
}

/* "10", "0.5s", "2m", "1h" as sleep takes them */
static int64_t
duration_ns(struct str word)
{
	static const struct {
		char unit;
		double seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	double seconds, unit = 1;

	for (size_t i = 0; word.n && i < COUNT_OF(units); i++) {
		if (word.p[word.n - 1] != units[i].unit)
			continue;
		unit = units[i].seconds;
		word.n--;
		break;
	}
	/* a day is more than anybody waits between two looks */
	if (!str_to_double(word, &seconds) || seconds < 0 || seconds * unit > 86400)
		return 0;
	return (int64_t)(seconds * unit * 1e9);
}

/* "watch -n 5 ss -s", "watch -n1", "watch -d --interval=5": two seconds otherwise */
static int64_t
watch_ns(struct str words)
{
	struct str word;

	while (command_word(&words, &word) && word.p[0] == '-') {
		if (str_take(&word, STR("--interval=")))
			return duration_ns(word);
		if (!str_eq(word, STR("--interval")) && !str_take(&word, STR("-n")))
			continue;
		if (!word.n || word.p[0] == '-')
			command_word(&words, &word);
		return duration_ns(word);
	}
	return (int64_t)2 * NS_PER_S;
}

int64_t
command_sleep_ns(struct str line, bool *ret_first)
{
	struct str rest = line, word = { 0 };
	int64_t ns = 0;
	struct stage st;
	bool first = true;

	*ret_first = false;
	/* watch runs another program, and so is none of the stages */
	if (command_word(&rest, &word) && str_eq(word, STR("sudo")))
		command_word(&rest, &word);
	if (str_eq(word, STR("watch")))
		return watch_ns(rest);
	while (command_stage(&line, &st)) {
		if (str_eq(st.program, STR("sleep")) && command_word(&st.words, &word)) {
			ns += duration_ns(word);
			*ret_first |= first;
		}
		first &= str_eq(st.program, STR("sleep")) || str_eq(st.program, STR("date"));
	}
	return ns;
}

bool
section_runs(const struct section *s, const char *program)
{
	struct str rest = s->command;
	struct stage st;
	bool first = true;

	while (command_stage(&rest, &st)) {
		if (first && str_eq(st.program, str_from(program)))
			return true;
		first = st.last;
	}
	return false;
}

bool
section_ends_with(const struct section *s, const char *last_stage)
{
	struct str rest = s->command, wanted = str_from(last_stage), have, want;
	struct stage st = { 0 };

	while (command_stage(&rest, &st))
		;
	if (!command_word(&wanted, &want) || !str_eq(st.program, want))
		return false;
	while (command_word(&wanted, &want))
		if (!command_word(&st.words, &have) || !str_eq(have, want))
			return false;
	return true;
}
