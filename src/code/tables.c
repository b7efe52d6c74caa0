/*
 * tables.c - connections that Rust's tables keep
 *
 * Where a handle closes itself at the end of its owner's scope, it stays open because
 * something else owns it too: a map of write halves, a list of clones. The types say
 * which table that is. Two questions: does any line take things out of it, and does
 * each way out of the function that serves the connection?
 */
#include "code/unit.h"

#define TABLES_MAX 24
/* A type's alias of an alias, a field of a field. */
#define TYPE_DEPTH_MAX 5
/* Longer than a file of a person: the whole text is asked for each name. */
#define TEXT_MAX_BYTES ((size_t)256 << 10)
/* A type is looked up in the whole text: bytes that all of it may take. */
#define LOOKUP_MAX_BYTES ((size_t)256 << 20)
/* Other ways out that are told of. */
#define EXITS_MAX 4

struct table {
	struct str name;
	struct str type;   /* with its aliases resolved */
	bool field, known; /* known: its type was told, and speaks of connections */
};

struct search {
	struct unit *u;
	struct table tables[TABLES_MAX];
	size_t n;
};

static const char *const containers[] = { "HashMap<",	"BTreeMap<", "DashMap<",  "Vec<",
					  "VecDeque<",	"Slab<",     "HashSet<",  "LinkedList<",
					  "IndexMap<",	"SlotMap<",  "BTreeSet<", "SkipMap<",
					  "ArrayQueue", "SegQueue<", "Pool<",	  NULL };
static const char *const links[] = {
	"TcpStream",	  "UnixStream", "OwnedWriteHalf", "OwnedReadHalf", "WriteHalf",
	"ReadHalf",	  "SplitSink",	"SplitStream",	  "TlsStream",	   "WebSocketStream",
	"WebSocket",	  "Framed",	"FramedWrite",	  "FramedRead",	   "SslStream",
	"MaybeTlsStream", "OwnedFd",	"Socket",	  "SendStream",	   "BufStream",
	"StreamOwned",	  NULL
};
static const char *const each_out[] = { "remove",
					"retain",
					"pop",
					"pop_front",
					"pop_back",
					"swap_remove",
					"take",
					"remove_entry",
					"swap_remove_index",
					"shift_remove",
					"try_remove",
					"remove_if",
					"split_off",
					"extract_if",
					"replace",
					"dequeue",
					"truncate",
					"retain_mut",
					"swap_remove_full",
					"pop_first",
					"alter",
					"invalidate",
					"remove_by_token",
					NULL };
static const char *const all_out[] = { "drain",	 "clear",      "into_iter", "into_values",
				       "append", "into_inner", "take_all",  NULL };
static const char *const all_in[] = { "insert",	    "push",	  "push_back",
				      "push_front", "or_default", "or_insert_with",
				      "or_insert",  "extend",	  NULL };

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
is_word_char(char c)
{
	return char_is_alnum(c) || c == '_';
}

static bool
is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(s, str_from(*names)))
			return true;
	return false;
}

/* Where word stands next in text, from from, as a word of its own; SIZE_MAX: nowhere. */
static size_t
find_word(struct str text, struct str word, size_t from)
{
	while (from < text.n) {
		size_t at = str_find(str_from_pos(text, from), word);

		if (at == SIZE_MAX)
			return SIZE_MAX;
		at += from;
		from = at + word.n;
		if (!(at && is_word_char(text.p[at - 1])) &&
		    !(from < text.n && is_word_char(text.p[from])))
			return at;
	}
	return SIZE_MAX;
}

/* ---- types ---- */

/* A type's text, from what stands behind a colon or "=". */
static struct str
type_at(struct str text, size_t from)
{
	unsigned depth = 0;
	size_t i = from;

	for (; i < text.n && i < from + 300; i++) {
		char c = text.p[i];

		if (c == '-' && i + 1 < text.n && text.p[i + 1] == '>') {
			i++;
			continue;
		}
		if (strchr("<([", c) && c)
			depth++;
		else if (strchr(">)]", c) && c && depth-- == 0)
			break;
		else if (strchr(",;={}|", c) && c && depth == 0)
			break;
		else if (c == ';' || c == '{' || c == '}')
			break;
	}
	return str_trim(str_sub(text, from, i - from));
}

/* What "struct Name" or "type Name" stands for: its body. */
static struct str
body_of(struct unit *u, struct str name)
{
	struct str text = u->text;
	static const char *const heads[] = { "struct ", "enum ", "type ", NULL };
	size_t from = 0, at;

	if (u->looked_up_bytes > LOOKUP_MAX_BYTES)
		return (struct str){ NULL, 0 };
	u->looked_up_bytes += text.n;

	while ((at = find_word(text, name, from)) != SIZE_MAX) {
		struct str before = str_sub(text, at > 8 ? at - 8 : 0, at > 8 ? 8 : at), behind;

		from = at + name.n;
		for (const char *const *p = heads; *p; p++) {
			size_t open, end;

			if (!str_ends(before, str_from(*p)))
				continue;
			behind = str_from_pos(text, from);
			open = **p == 't' ? str_index(behind, '=') : str_index(behind, '{');
			end = **p == 't' ? str_index(behind, ';') : str_index(behind, '}');
			if (**p == 's' && str_index(behind, ';') < open) { /* struct A(B); */
				open = str_index(behind, '(');
				end = str_index(behind, ';');
			}
			if (open == SIZE_MAX || end == SIZE_MAX || end < open)
				continue;
			return str_sub(behind, open + 1, MIN(end - open - 1, (size_t)2000));
		}
	}
	return (struct str){ NULL, 0 };
}

static bool
next_ident(struct str s, size_t *at, struct str *ret)
{
	size_t i = *at, from;

	while (i < s.n && !char_is_alpha(s.p[i]) && s.p[i] != '_')
		i++;
	from = i;
	while (i < s.n && is_word_char(s.p[i]))
		i++;
	*at = i;
	*ret = str_sub(s, from, i - from);
	return ret->n > 0;
}

/* spawn(, spawn(move ||: what stands behind it is run by another. */
static bool
is_behind_spawn(struct str before)
{
	if (str_ends(before, STR("|| ")))
		before = str_trim_right(str_sub(before, 0, before.n - 3));
	if (str_ends(before, STR("move")))
		before = str_trim_right(str_sub(before, 0, before.n - 4));
	return str_ends(before, STR("spawn("));
}

/* Another task runs it: a closure, or spawn(name(…)). */
static bool
is_begun(struct unit *u, const struct function *f)
{
	size_t at = f->name.n ? find_word(u->text, f->name, 0) : SIZE_MAX;

	if (!f->name.n || f->node->d == u->syntax.root)
		return !f->name.n;
	for (; at != SIZE_MAX; at = find_word(u->text, f->name, at + 1))
		if (at > 6 && is_behind_spawn(str_sub(u->text, 0, at)))
			return true;
	return false;
}

/* while let Some(m) = rx.recv(), for m in rx: it goes on while there is a sender. */
static bool
takes_in_turns(struct unit *u, struct function *f)
{
	static const char *const ways[] = { "Receiver<", "channel(", "channel::<",
					    "unbounded", "bounded(", NULL };

	if (has(f->node->text, ".recv()") && has(f->node->text, "while let"))
		return true;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct node *n = f->steps.v[i].node, *over = n ? n->b : NULL;
		struct str rest = u->text, line;

		if (f->steps.v[i].op != STEP_EACH || n->kind != NODE_FOREACH || !over)
			continue;
		while (over->kind == NODE_CALL && !over->n && call_receiver(over))
			over = call_receiver(over); /* rx.iter() */
		while (over->kind == NODE_NAME && str_line(&rest, &line))
			if (mentions_one(line, ways) && find_word(line, over->text, 0) != SIZE_MAX)
				return true;
	}
	return false;
}

/*
 * A channel holds the connection where the task at its other end writes to it and does
 * nothing else: that one ends when the last sender is gone.
 */
static bool
sender_holds(struct unit *u)
{
	if (!(text_says(u, STR("into_split(")) || text_says(u, STR("split(")) ||
	      text_says(u, STR("try_clone("))) ||
	    text_says(u, STR("abort(")) || text_says(u, STR("select_(")))
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];
		struct str text = f->node->text;

		if (takes_in_turns(u, f) &&
		    mentions_one(text, (const char *const[]){ "write_all(", ".send(", "writeln_(",
							      "write_(", NULL }) &&
		    is_begun(u, f) && !has(text, "next_line(") && !has(text, "read") &&
		    !has(text, ".next()"))
			return true;
	}
	return false;
}

static bool
bears(struct unit *u, struct str type, unsigned depth)
{
	struct str word;

	for (size_t at = 0; next_ident(type, &at, &word);) {
		for (const char *const *p = links; *p; p++)
			if (str_eq(word, str_from(*p)))
				return true;
		if ((str_eq(word, STR("Sender")) || str_eq(word, STR("UnboundedSender")) ||
		     str_eq(word, STR("SyncSender"))) &&
		    sender_holds(u))
			return true;
		if (depth < TYPE_DEPTH_MAX && word.n > 1 && word.p[0] >= 'A' && word.p[0] <= 'Z' &&
		    bears(u, body_of(u, word), depth + 1))
			return true;
	}
	return false;
}

bool
type_bears_link(struct unit *u, struct str type)
{
	return bears(u, type, 0);
}

/* The container in a type, without what is around it: HashMap<u64, Conn>. */
static struct str
container_in(struct unit *u, struct str type, unsigned depth)
{
	struct str word;

	for (const char *const *p = containers; *p; p++) {
		size_t at = str_find(type, str_from(*p));

		if (at != SIZE_MAX && !(at && is_word_char(type.p[at - 1])))
			return str_from_pos(type, at);
	}
	for (size_t at = 0; depth < TYPE_DEPTH_MAX && next_ident(type, &at, &word);) {
		struct str body = word.p[0] >= 'A' && word.p[0] <= 'Z' ? body_of(u, word)
								       : (struct str){ NULL, 0 };

		/* of an alias, and not of a struct that has a table */
		if (body.n && !has(body, ": ")) {
			body = container_in(u, body, depth + 1);
			if (body.n)
				return body;
		}
	}
	return (struct str){ NULL, 0 };
}

/* ---- tables of numbers ---- */

/* Types of others that own no connection. */
static const char *const plain_types[] = {
	"Vec",	      "VecDeque",   "String",	 "HashMap",    "BTreeMap", "Option",	 "Box",
	"Instant",    "Duration",   "Bytes",	 "BytesMut",   "RawFd",	   "SocketAddr", "IpAddr",
	"Mutex",      "RefCell",    "Cell",	 "HashSet",    "BTreeSet", "Token",	 "Interest",
	"SockaddrIn", "SystemTime", "Self",	 "Rc",	       "Arc",	   "Slab",	 "RwLock",
	"DashMap",    "IndexMap",   "AtomicU64", "EpollFlags", NULL
};

/* Nothing that this type has closes anything when it is dropped, as far as the text says. */
static bool
is_plain(struct unit *u, struct str type, unsigned depth)
{
	struct str word;
	char drop[80] = "Drop for ";

	for (size_t at = 0; next_ident(type, &at, &word);) {
		struct str body;

		if (word.p[0] < 'A' || word.p[0] > 'Z' || is_one_of(word, plain_types))
			continue;
		body = body_of(u, word);
		if (!body.n || depth >= TYPE_DEPTH_MAX || word.n > 60)
			return false;
		memcpy(drop + 9, word.p, word.n);
		if (text_says(u, (struct str){ drop, 9 + word.n }) || !is_plain(u, body, depth + 1))
			return false;
	}
	return true;
}

bool
table_has_numbers(struct unit *u, struct str name)
{
	size_t dot = str_rindex(name, '.'), at = 0;
	struct str text = u->text;

	name = dot == SIZE_MAX ? name : str_from_pos(name, dot + 1);
	while (name.n && (at = find_word(text, name, at)) != SIZE_MAX) {
		struct str type;

		at += name.n;
		if (at + 1 >= text.n || text.p[at] != ':' || text.p[at + 1] == ':')
			continue;
		type = container_in(u, type_at(text, at + 1), 0);
		if (type.n)
			return is_plain(u, type, 0);
	}
	return false;
}

/* ---- tables ---- */

static void
add_table(struct search *s, struct str name, struct str type, bool field)
{
	struct str inner = container_in(s->u, type, 0);

	if (!inner.n || s->n == TABLES_MAX || name.n < 2 || !bears(s->u, inner, 0))
		return;
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->tables[i].name, name) && s->tables[i].field == field)
			return;
	s->tables[s->n++] = (struct table){ name, inner, field, true };
}

/* name: Type, of fields, parameters, statics and variables. */
static void
find_tables(struct search *s)
{
	struct str text = s->u->text;
	size_t struct_end = 0;

	for (size_t i = 1; i + 1 < text.n && s->n < TABLES_MAX; i++) {
		size_t end, from;
		struct str name;

		if (text.p[i] == 's' && i + 7 < text.n && !memcmp(text.p + i, "struct ", 7) &&
		    !is_word_char(text.p[i - 1])) {
			size_t open = str_index(str_from_pos(text, i), '{'),
			       close = str_index(str_from_pos(text, i), '}'),
			       stop = str_index(str_from_pos(text, i), ';');

			if (open != SIZE_MAX && close != SIZE_MAX && open < stop)
				struct_end = i + close;
		}
		if (text.p[i] != ':' || text.p[i + 1] == ':' || text.p[i - 1] == ':')
			continue;
		for (end = i; end && char_is_space(text.p[end - 1]); end--)
			;
		for (from = end; from && is_word_char(text.p[from - 1]); from--)
			;
		name = str_sub(text, from, end - from);
		/* pool: &'a Mutex<Vec<…>>: a field that refers to another's table */
		if (name.n && !(i < struct_end && str_starts(type_at(text, i + 1), STR("&"))))
			add_table(s, name, type_at(text, i + 1), i < struct_end);
	}
}

/* Whether what is said of b is said of a. */
static bool
is_same_table(const struct table *a, const struct table *b)
{
	if (str_eq(a->name, b->name))
		return true;
	return str_eq(a->type, b->type) && !(a->field && b->field);
}

/* ---- what is done to one ---- */

static size_t
behind_brackets(struct str s, size_t i)
{
	unsigned depth = 0;

	for (size_t from = i; i < s.n && i < from + 2000; i++) {
		depth += s.p[i] == '(' || s.p[i] == '[' || s.p[i] == '{';
		if ((s.p[i] == ')' || s.p[i] == ']' || s.p[i] == '}') && --depth == 0)
			return i + 1;
	}
	return s.n;
}

struct chain {
	const char *const *names; /* is one of these in it? */
	bool found, other;	  /* other: one that is not */
};

/* The calls behind a name: .lock().unwrap().remove(…) */
static void
read_chain(struct str text, size_t at, struct chain *c)
{
	for (;;) {
		size_t i = at;
		struct str word;

		while (i < text.n && (char_is_space(text.p[i]) || text.p[i] == '?'))
			i++;
		if (i < text.n && (text.p[i] == '(' || text.p[i] == '[')) {
			at = behind_brackets(text, i);
			continue;
		}
		if (i >= text.n || text.p[i] != '.')
			break;
		at = i + 1;
		while (at < text.n && char_is_space(text.p[at]))
			at++;
		i = at;
		while (at < text.n && is_word_char(text.p[at]))
			at++;
		word = str_sub(text, i, at - i);
		if (!word.n)
			break;
		if (is_one_of(word, c->names))
			c->found = true;
		else
			c->other = true;
	}
}

static bool
chain_has(struct str text, size_t at, const char *const *names)
{
	struct chain c = { .names = names };

	read_chain(text, at, &c);
	return c.found;
}

/* It is the table itself, held by a lock or an Arc. */
static bool
chain_holds(struct str text, size_t at)
{
	static const char *const holds[] = { "lock",	    "write",	      "read",	"clone",
					     "borrow_mut",  "borrow",	      "unwrap", "expect",
					     "await",	    "unwrap_or_else", "as_mut", "as_ref",
					     "get_or_init", "blocking_lock",  "load",	"try_lock",
					     NULL };
	struct chain c = { .names = holds };

	read_chain(text, at, &c);
	return !c.other;
}

/* The function with a name around a place of the text. */
static const struct function *
function_around(struct unit *u, const char *p)
{
	const struct function *best = NULL;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];
		struct str t = f->node->text;

		if (f->name.n && f->node != u->syntax.root && p >= t.p && p < t.p + t.n &&
		    t.n < u->text.n && (!best || t.n < best->node->text.n))
			best = f;
	}
	return best;
}

/* It ends all at once, when the whole ends. */
static bool
is_the_end(const struct function *f)
{
	static const char *const words[] = { "halt",	 "stop",       "shutdown",  "close",
					     "drop",	 "kill",       "terminate", "quit",
					     "exit",	 "disconnect", "end",	    "finish",
					     "teardown", "destroy",    NULL };

	return f && name_has(f->name, words);
}

/* Names that a guard or a clone of the table has: let mut all = self.conns.lock()… */
static bool
is_let_of(struct str text, size_t at, struct str *ret)
{
	size_t from = at, end;

	while (from && text.p[from - 1] != ';' && text.p[from - 1] != '{' &&
	       text.p[from - 1] != '}')
		from--;
	end = from;
	while (end < at && char_is_space(text.p[end]))
		end++;
	text = str_sub(text, end, at - end);
	if (!str_take(&text, STR("let ")) && !str_take(&text, STR("if let ")) &&
	    !str_take(&text, STR("for ")))
		return false;
	while (str_take(&text, STR("mut ")) || str_take(&text, STR("Ok(")) ||
	       str_take(&text, STR("Some(")) || str_take(&text, STR(" ")))
		;
	for (end = 0; end < text.n && is_word_char(text.p[end]); end++)
		;
	*ret = str_sub(text, 0, end);
	return ret->n > 1;
}

typedef bool mention_fn(struct search *s, struct str text, size_t at, size_t end, void *arg);

/* Each mention of a table in text, by each of its names. True: see said so. */
static bool
for_mentions(struct search *s, const struct table *t, struct str text, mention_fn *see, void *arg)
{
	struct str names[16];
	size_t n = 0, all;

	for (size_t i = 0; i < s->n && n < COUNT_OF(names); i++) {
		bool had = !is_same_table(t, &s->tables[i]);

		for (size_t k = 0; k < n; k++)
			had |= str_eq(names[k], s->tables[i].name);
		if (!had)
			names[n++] = s->tables[i].name;
	}
	all = n;
	for (size_t i = 0; i < all; i++)
		for (size_t from = 0, at; (at = find_word(s->u->text, names[i], from)) != SIZE_MAX;
		     from = at + names[i].n) {
			struct str name;
			bool had = !is_let_of(s->u->text, at, &name) ||
				   !chain_holds(s->u->text, at + names[i].n);

			for (size_t k = 0; k < n && !had; k++)
				had |= str_eq(names[k], name);
			if (!had && n < COUNT_OF(names))
				names[n++] = name;
		}
	for (size_t i = 0; i < n; i++)
		for (size_t from = 0, at; (at = find_word(text, names[i], from)) != SIZE_MAX;
		     from = at + names[i].n)
			if (see(s, text, at, at + names[i].n, arg))
				return true;
	return false;
}

/* take(&mut self.conns), replace(&mut …), for c in conns, drop(conns) */
static bool
is_consumed(struct str text, size_t at, size_t end)
{
	struct str before;
	size_t from = at;

	while (from && (is_word_char(text.p[from - 1]) || text.p[from - 1] == '.'))
		from--;
	before = str_trim_right(str_sub(text, from > 24 ? from - 24 : 0, MIN(from, (size_t)24)));
	if (str_ends(before, STR("&mut")))
		return has(before, "take(") || has(before, "replace(") || has(before, "swap(");
	if (str_ends(before, STR("drop(")))
		return true;
	while (end < text.n && char_is_space(text.p[end]))
		end++;
	if (str_ends(before, STR(" in")) && end < text.n && text.p[end] == '{')
		return true;
	/* it gets another value */
	return end + 1 < text.n && text.p[end] == '=' && text.p[end + 1] != '=' &&
	       text.p[end + 1] != '>' && from < at && !str_ends(before, STR("let")) &&
	       !str_ends(before, STR("mut"));
}

static bool
see_removal(struct search *s, struct str text, size_t at, size_t end, void *arg)
{
	(void)arg;
	if (chain_has(text, end, each_out))
		return true;
	return (chain_has(text, end, all_out) || is_consumed(text, at, end)) &&
	       !is_the_end(function_around(s->u, text.p + at));
}

/* ---- nothing ever takes it out ---- */

struct put_in {
	const char *at;
	const struct function *f;
};

static bool
is_setup(const struct function *f)
{
	static const char *const words[] = { "new",  "connect", "open",	 "setup", "init",
					     "with", "dial",	"build", "start", "join",
					     "from", "main",	NULL };

	return name_has(f->name, words);
}

static bool
accepts(const struct function *f)
{
	return has(f->node->text, ".accept(") || has(f->node->text, "incoming(");
}

static bool
accepts_any(const struct unit *u)
{
	return text_says(u, STR(".accept(")) || text_says(u, STR("incoming("));
}

static bool
see_insertion(struct search *s, struct str text, size_t at, size_t end, void *arg)
{
	struct put_in *p = arg;
	const struct function *f;

	if (!chain_has(text, end, all_in))
		return false;
	f = function_around(s->u, text.p + at);
	if (!f || (is_setup(f) && !accepts(f)))
		return false;
	*p = (struct put_in){ text.p + at, f };
	return true;
}

static uint32_t
line_at(const struct unit *u, const char *p)
{
	uint32_t line = 1;

	for (const char *c = u->text.p; c < p; c++)
		line += *c == '\n';
	return line;
}

/* A list grows with each thing put into it; a map may only get another value for its key. */
static bool
is_list(struct str type)
{
	return !has(str_sub(type, 0, 10), "Map<");
}

static struct code_finding *
tell(struct unit *u, uint32_t line, const struct function *f, struct str table, const char *words)
{
	struct code_finding *n;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == line &&
		    !strcmp(u->report->findings.v[i].id, "close-wait-leak"))
			return NULL;
	n = finding_add(u, "close-wait-leak", line, f, 0.7);
	n->handle = str_copy(u->kept, table);
	n->message = str_printf(u->kept, "'" STR_F "' %s", STR_A(table), words);
	if (u->accept)
		finding_step(u, n, u->accept->line, "connections are made here");
	n->fix = str_printf(u->kept, "Take it out of '" STR_F "' when the connection has ended.",
			    STR_A(table));
	return n;
}

/* Where a function of this text makes what is put in. */
static void
tell_making(struct unit *u, struct code_finding *n)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node)
									 : NULL;

			if (r && r->effect == EFFECT_CONNECT) {
				finding_step(u, n, st->line, "a connection is made here");
				return;
			}
		}
	}
}

/* (&self, id: u64, sock: TcpStream): connections that others make, and nothing here does. */
static bool
is_given_links(struct unit *u, const struct function *f)
{
	struct str params = f->node->b ? f->node->b->text : (struct str){ NULL, 0 }, one;

	if (text_mentions(u, (const char *const[]){ "connect(", "connect_timeout(", NULL }))
		return false;
	while (str_cut(&params, ',', &one)) {
		size_t at = str_index(one, ':');
		struct str type = at == SIZE_MAX ? (struct str){ NULL, 0 }
						 : str_trim(str_from_pos(one, at + 1));

		if (type.n && type.p[0] != '&' && type_bears_link(u, type))
			return true;
	}
	return false;
}

/* for line in reader.lines() */
static bool
reads_each(const struct node *n)
{
	return n->b && has(n->b->text, "lines()") && has(n->b->text, ".");
}

/* Where the loop ends that reads what was put in: it is still there. */
static void
tell_reader_end(struct unit *u, struct code_finding *n, const struct function *f)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];
		const struct node *loop = NULL;

		if (g->node->text.p < f->node->text.p ||
		    g->node->text.p >= f->node->text.p + f->node->text.n)
			continue;
		flow_build(u->arena, u->language, g);
		for (size_t k = 0; k < g->steps.n && !loop; k++)
			if (g->steps.v[k].op == STEP_EACH && reads_each(g->steps.v[k].node))
				loop = g->steps.v[k].node;
		if (loop) {
			finding_step(u, n, loop->end_line, "read to its end, and still there");
			return;
		}
	}
}

/* impl Drop: self.0.lock().unwrap().remove(&self.1), of a guard that has the table. */
static bool
is_guards_drop(const struct function *g)
{
	static const char *const ways[] = { ".remove(", ".retain(", ".swap_remove(", ".pop(",
					    NULL };

	return str_eq(g->name, STR("drop")) && has(g->node->text, "self") &&
	       mentions_one(g->node->text, ways);
}

static bool
has_guard(const struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++)
		if (is_guards_drop(u->functions.v[i]))
			return true;
	return false;
}

static void
look_at_growing(struct search *s, const struct table *t)
{
	struct unit *u = s->u;
	struct put_in in = { 0 };
	struct code_finding *n;

	if ((!t->field && !accepts_any(u)) || has_guard(u))
		return;
	if (for_mentions(s, t, u->text, see_removal, NULL) ||
	    !for_mentions(s, t, u->text, see_insertion, &in))
		return;
	if (!is_list(t->type) && !accepts_any(u) && !has(str_sub(t->type, 8, 300), "Vec<") &&
	    !is_given_links(u, in.f))
		return;
	n = tell(u, line_at(u, in.at), in.f, t->name,
		 "keeps each connection that is put into it: nothing takes one out");
	if (!n)
		return;
	if (!u->accept)
		tell_making(u, n);
	finding_step(u, n, n->line, "put in here");
	tell_reader_end(u, n, in.f);
}

/* ---- a way out that does not ---- */

struct way {
	uint32_t step, parent;
	bool read;
};

struct leaving {
	struct search *s;
	const struct table *t;
	struct function *f;
	struct str key; /* by which it was put in, empty: not here */
	VEC(struct way) ways;
	uint8_t *seen;
};

/* &id, id.clone() */
static struct str
bare_key(struct unit *u, const struct node *n)
{
	return n ? key_text(u, key_of(u, n)) : (struct str){ NULL, 0 };
}

static bool
see_any(struct search *s, struct str text, size_t at, size_t end, void *arg)
{
	(void)s;
	(void)text;
	(void)at;
	(void)end;
	(void)arg;
	return true;
}

static bool
passes_key(struct leaving *l, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (!l->key.n || str_eq(bare_key(l->s->u, call->kids[i]), l->key))
			return true;
	return false;
}

/* Whether this call takes the connection out, itself or by a helper. */
static bool
takes_out(struct leaving *l, const struct node *call)
{
	struct unit *u = l->s->u;
	const struct node *on = call_receiver(call);
	struct function *f;

	if (call->kind != NODE_CALL)
		return false;
	if (on && is_one_of(call_name(call), each_out))
		return for_mentions(l->s, l->t, on->text, see_any, NULL) &&
		       (passes_key(l, call) || has(call->text, "|"));
	f = call_function(u, l->f, call);
	if (f && f != l->f)
		return passes_key(l, call) &&
		       for_mentions(l->s, l->t, f->node->text, see_removal, NULL);
	/* leave(&room, id), of another text */
	return l->key.n && passes_key(l, call) && name_has(call_name(call), closing_words);
}

static bool
puts_in(struct leaving *l, const struct step *st)
{
	const struct node *on =
		st->op == STEP_CALL && st->node->kind == NODE_CALL ? call_receiver(st->node) : NULL;

	return on &&
	       ((str_eq(call_name(st->node), STR("insert")) && st->node->n == 2) ||
		(str_starts(call_name(st->node), STR("push")) && st->node->n == 1)) &&
	       for_mentions(l->s, l->t, on->text, see_any, NULL);
}

static bool
reads(struct unit *u, const struct function *f, const struct node *call)
{
	const struct effect_row *r = call->kind == NODE_CALL ? call_effect(u, call) : NULL;
	struct function *g;

	if (r)
		return r->effect == EFFECT_READ;
	g = call->kind == NODE_CALL ? call_function(u, f, call) : NULL;
	if (!g || g == f)
		return false;
	for (size_t i = 0; i < g->steps.n; i++) {
		r = g->steps.v[i].op == STEP_CALL ? call_effect(u, g->steps.v[i].node) : NULL;
		if (r && r->effect == EFFECT_READ)
			return true;
	}
	return false;
}

/* Whether this step reads again and again, itself or by a helper. */
static bool
reads_in_turns(struct unit *u, const struct function *f, const struct step *st)
{
	const struct function *g;

	if (!reads(u, f, st->node))
		return false;
	if (st->loop || call_effect(u, st->node))
		return st->loop;
	g = call_function(u, f, st->node);
	for (size_t i = 0; g && i < g->steps.n; i++)
		if (g->steps.v[i].op == STEP_CALL && g->steps.v[i].loop &&
		    reads(u, g, g->steps.v[i].node))
			return true;
	return false;
}

static void
go_on(struct unit *u, struct leaving *l, uint32_t to, uint32_t parent, bool read)
{
	if (to == NOWHERE || l->seen[to] & (read ? 2 : 1))
		return;
	l->seen[to] |= read ? 2 : 1;
	vec_push(u->scratch, &l->ways, ((struct way){ to, parent, read }));
}

/* Follow what is not taken out; exits get the way to each way out, the plain ones first. */
static size_t
follow(struct leaving *l, uint32_t from, bool read, uint32_t exits[EXITS_MAX])
{
	struct unit *u = l->s->u;
	size_t n = 0;

	l->seen = arena_new(u->scratch, uint8_t, l->f->steps.n);
	go_on(u, l, from, NOWHERE, read);
	for (uint32_t i = 0; i < l->ways.n; i++) {
		struct way w = l->ways.v[i];
		const struct step *st = &l->f->steps.v[w.step];

		if (st->op == STEP_END) {
			if (w.read && n < EXITS_MAX)
				exits[n++] = i;
			continue;
		}
		if (st->op == STEP_CALL) {
			if (takes_out(l, st->node))
				continue;
			w.read |= reads(u, l->f, st->node);
		} else if (st->op == STEP_EACH) {
			w.read |= reads_each(st->node);
		}
		go_on(u, l, st->next, i, w.read);
		if (st->op != STEP_CALL)
			go_on(u, l, st->other, i, w.read);
	}
	return n;
}

static bool
has_call_of(const struct function *g, struct str name)
{
	size_t at = find_word(g->node->text, name, 0);

	while (at != SIZE_MAX) {
		if (at + name.n < g->node->text.n && g->node->text.p[at + name.n] == '(' &&
		    !(at > 3 && !memcmp(g->node->text.p + at - 3, "fn ", 3)))
			return true;
		at = find_word(g->node->text, name, at + name.n);
	}
	return false;
}

/* Who calls f takes it out afterwards; or a guard does, when it is dropped. */
static bool
is_taken_out_around(struct leaving *l)
{
	struct unit *u = l->s->u;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		if (is_guards_drop(g))
			return true;
		if (g == l->f || !l->f->name.n || g->node->d == u->syntax.root ||
		    !has_call_of(g, l->f->name))
			continue;
		if (for_mentions(l->s, l->t, g->node->text, see_removal, NULL))
			return true;
	}
	return false;
}

static uint32_t
leaving_line(const struct leaving *l, uint32_t exit)
{
	uint32_t parent = l->ways.v[exit].parent;

	return parent == NOWHERE ? l->f->node->end_line
				 : l->f->steps.v[l->ways.v[parent].step].line;
}

static bool
leaves_by_error(const struct leaving *l, uint32_t exit)
{
	uint32_t parent = l->ways.v[exit].parent;

	return parent != NOWHERE && l->f->steps.v[l->ways.v[parent].step].op == STEP_TRY_OP;
}

static void
tell_leaving(struct leaving *l, uint32_t put_line, const uint32_t *exits, size_t n)
{
	struct unit *u = l->s->u;
	size_t best = 0;
	struct code_finding *found;

	while (best + 1 < n && leaves_by_error(l, exits[best]))
		best++;
	if (leaves_by_error(l, exits[best]))
		best = 0;
	found = tell(u, leaving_line(l, exits[best]), l->f, l->t->name,
		     "still has the connection on this way out");
	if (!found)
		return;
	if (put_line)
		finding_step(u, found, put_line, "put in here");
	for (uint32_t at = exits[best], k = 0; at != NOWHERE && k < 6; at = l->ways.v[at].parent) {
		const struct step *st = &l->f->steps.v[l->ways.v[at].step];

		if (st->op != STEP_MATCH && st->op != STEP_TEST)
			continue;
		finding_step(u, found, st->line, "by this way");
		k++;
	}
	for (size_t i = 0; i < n; i++)
		if (i != best)
			finding_step(u, found, leaving_line(l, exits[i]), "and leaves here too");
}

static void
look_at_leaving(struct search *s, const struct table *t, struct function *f)
{
	static const char *const events[] = { "WouldBlock", "mio::", "poll(", "epoll", NULL };
	struct arena_mark mark = arena_mark(s->u->scratch);
	struct leaving l = { .s = s, .t = t, .f = f };
	uint32_t from = NOWHERE, line = 0, exits[EXITS_MAX];
	bool out = false, read = false, turns = false;
	size_t n;

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (puts_in(&l, st) && from == NOWHERE) {
			from = st->next;
			line = st->line;
			if (st->node->n == 2)
				l.key = bare_key(s->u, st->node->kids[0]);
		}
		out |= st->op == STEP_CALL && st->node->kind == NODE_CALL &&
		       takes_out(&l, st->node);
		read |= st->op == STEP_CALL ? reads(s->u, f, st->node)
					    : st->op == STEP_EACH && reads_each(st->node);
		turns |= st->op == STEP_CALL ? reads_in_turns(s->u, f, st)
					     : st->op == STEP_EACH && reads_each(st->node);
	}
	if (from == NOWHERE && !out)
		return;
	/* one thread or task for each connection: to leave is its end */
	if (!read || text_mentions(s->u, events) || has(f->node->text, ".accept(") ||
	    has(f->node->text, "incoming(") || is_taken_out_around(&l))
		return;
	if (from == NOWHERE)
		from = f->entry;
	n = follow(&l, from, false, exits);
	/* one answer is no life of a connection: it is kept for the next, unless it failed */
	for (size_t i = n; i-- && !turns;)
		if (!leaves_by_error(&l, exits[i]))
			exits[i] = exits[--n];
	if (n)
		tell_leaving(&l, line, exits, n);
	arena_reset(s->u->scratch, mark);
}

void
look_at_keepers(struct unit *u)
{
	struct search s = { .u = u };

	if (!(u->language->traits & TRAIT_DROPS) || !u->network || u->text.n > TEXT_MAX_BYTES)
		return;
	find_tables(&s);
	for (size_t i = 0; i < s.n; i++) {
		look_at_growing(&s, &s.tables[i]);
		for (size_t k = 0; k < u->functions.n; k++) {
			flow_build(u->arena, u->language, u->functions.v[k]);
			look_at_leaving(&s, &s.tables[i], u->functions.v[k]);
		}
	}
}
