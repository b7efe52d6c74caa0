/*
 * kept.c - connections that a table, a field or nobody keeps
 *
 * A broken connection put onto a list that nothing reads; an entry taken out of its
 * table and not closed; a field set to nothing while it has one; a connection that
 * no line of the text ever closes. What is kept is not seen by the walk along paths,
 * as a table outlives the function.
 */
#include "code/unit.h"

static const char *const closers[] = { "close",	  "Close",    "destroy", "terminate", "end(",
				       "abort",	  "shutdown", "cancel",	 "kill",      "disconnect",
				       "stop",	  "drop(",    "lose",	 "Destroy",   "Shutdown",
				       "release", "free(",    "quit",	 "evict",     NULL };
static const char *const things[] = { "s",	    "sock",    "conn",	     "stream",	"client",
				      "ws",	    "socket",  "peer",	     "session", "c",
				      "connection", "line",    "link",	     "agent",	"member",
				      "writer",	    "channel", "subscriber", "cl",	"sess",
				      "transport",  "user",    "entry",	     NULL };

struct kept_at {
	struct function *f;
	const struct node *each; /* the innermost loop over things */
	const struct node *branch;
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static struct code_finding *
tell(struct unit *u, const struct node *n, const struct function *f, double sure,
     const char *message, const char *fix)
{
	struct code_finding *found;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == n->line &&
		    !strcmp(u->report->findings.v[i].id, "close-wait-leak"))
			return NULL;
	found = finding_add(u, "close-wait-leak", n->line, f, sure);
	found->message = str_from(message);
	found->fix = str_from(fix);
	finding_step(u, found, n->line, "%s", message);
	return found;
}

static bool
is_word_at(struct str text, size_t at, size_t n)
{
	return !(at && (char_is_alnum(text.p[at - 1]) || text.p[at - 1] == '_')) &&
	       !(at + n < text.n && (char_is_alnum(text.p[at + n]) || text.p[at + n] == '_'));
}

/* ---- a list that is only ever added to ---- */

static const char *const adding[] = { "push",	"append",	"add",	   "push_back",
				      "insert", "put",		"addLast", "addFirst",
				      "offer",	"emplace_back", NULL };

/* The innermost function that p stands in, NULL: none. */
static const struct function *
function_around(const struct unit *u, const char *p)
{
	const struct function *found = NULL;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		if (p >= f->node->text.p && p < f->node->text.p + f->node->text.n &&
		    (!found || f->node->text.n < found->node->text.n))
			found = f;
	}
	return found;
}

/* for c in name, range name: it is gone through, and nothing is ended by that. */
static bool
is_only_looked_through(const struct unit *u, struct str before, const char *at)
{
	static const char *const ends_or_hands[] = { "yield", "pop",   "remove", "take",
						     "del ",  "start", NULL };
	const struct function *f;

	if (!str_ends(before, STR(" in ")) && !str_ends(before, STR("range ")))
		return false;
	f = function_around(u, at);
	return f && !mentions_one(f->node->text, closers) &&
	       !mentions_one(f->node->text, ends_or_hands);
}

/* [key] = value, behind a table's name */
static bool
is_put_at(struct str behind)
{
	size_t i = 0;
	int depth = 0;

	if (!behind.n || behind.p[0] != '[')
		return false;
	for (; i < behind.n && i < 80; i++) {
		depth += behind.p[i] == '[' ? 1 : behind.p[i] == ']' ? -1 : 0;
		if (!depth)
			break;
	}
	behind = str_trim(str_sub(str_from_pos(behind, MIN(i + 1, behind.n)), 0, 4));
	return behind.n > 1 && behind.p[0] == '=' && behind.p[1] != '=';
}

/* Whether each mention of name declares it, adds to it, or only looks. */
static bool
is_only_added_to(struct unit *u, struct str name)
{
	struct str text = u->text;
	size_t from = 0, at;
	unsigned adds = 0;

	while (from < text.n && (at = str_find(str_from_pos(text, from), name)) != SIZE_MAX) {
		struct str behind, before;
		bool ok = false;

		at += from;
		from = at + name.n;
		if (!is_word_at(text, at, name.n))
			continue;
		behind = str_sub(text, at + name.n, MIN((size_t)24, text.n - at - name.n));
		before = str_sub(text, at > 40 ? at - 40 : 0, at > 40 ? 40 : at);
		if (str_starts(behind, STR(".lock()")))
			behind = str_from_pos(behind, 7);
		if (str_starts(behind, STR(".unwrap()")))
			behind = str_from_pos(behind, 9);
		if (behind.n && behind.p[0] == '.')
			for (const char *const *p = adding; *p && !ok; p++)
				ok = str_starts(str_from_pos(behind, 1), str_from(*p)) &&
				     1 + strlen(*p) < behind.n && behind.p[1 + strlen(*p)] == '(';
		if (str_starts(behind, STR(".len()")) || str_starts(behind, STR(".length")) ||
		    str_ends(before, STR("len(")) || str_ends(before, STR("global ")) ||
		    is_only_looked_through(u, before, text.p + at))
			ok = true; /* it is only counted */
		else
			adds += ok;
		behind = str_trim(behind);
		/* append(name, …) of Go; name: Vec<…>, name = […], private name = new … */
		if (str_ends(before, STR("append(")))
			ok = true;
		else if (!ok && is_put_at(str_from_pos(text, at + name.n)))
			adds++, ok = true;
		else if (!ok && behind.n &&
			 (behind.p[0] == ':' || behind.p[0] == ';' || behind.p[0] == '=' ||
			  behind.p[0] == '['))
			ok = !(behind.n > 1 && behind.p[0] == '=' && behind.p[1] == '=') &&
			     !(behind.p[0] == '[' && behind.n > 1 && behind.p[1] != ']');
		if (!ok)
			return false;
	}
	return adds > 0;
}

bool
table_is_dead(struct unit *u, const struct node *call)
{
	const struct node *on = call_receiver(call);

	return name_is_dead(u, on	 ? on->text
			       : call->n ? call->kids[0]->text
					 : (struct str){ NULL, 0 });
}

bool
name_is_dead(struct unit *u, struct str name)
{
	size_t dot = str_rindex(name, '.');

	if (dot != SIZE_MAX)
		name = str_from_pos(name, dot + 1);
	return name.n >= 3 && name.n < 40 && !has(name, "(") && !has(name, "[") &&
	       (is_only_added_to(u, name) ||
		(u->language->traits & TRAIT_METHOD_SELF && !table_may_end(u, name)));
}

static struct str
last_name(const struct node *n)
{
	while (n && (n->kind == NODE_CALL || n->kind == NODE_FIELD || n->kind == NODE_TRY_OP)) {
		if (n->kind == NODE_FIELD) {
			/* x.lock() */
			if (n->b && !str_eq(n->b->text, STR("lock")) &&
			    !str_eq(n->b->text, STR("unwrap")))
				return n->b->text;
			n = n->a;
		} else {
			n = n->a;
		}
	}
	return n ? n->text : (struct str){ NULL, 0 };
}

static bool
is_connection_name(struct str text)
{
	struct str one = text.n > 1 && text.p[text.n - 1] == 's' ? str_sub(text, 0, text.n - 1)
								 : text;

	return text.n && text.n < 30 && !has(text, "(") && !has(text, "\"") &&
	       (name_has(text, things) || name_has(one, things));
}

/* home: &'a Mutex<Vec<TcpStream>> of Rust: a list of who knows whom. */
static bool
is_anothers(const struct unit *u, struct str name)
{
	char buf[64];

	if (!(u->language->traits & TRAIT_DROPS) || name.n > 58)
		return false;
	memcpy(buf, name.p, name.n);
	memcpy(buf + name.n, ": &", 3);
	return text_says(u, STR("<'")) && text_says(u, (struct str){ buf, name.n + 3 });
}

static void
look_at_graveyard(struct unit *u, const struct node *n, const struct kept_at *at)
{
	static const char *const gives[] = { "put",	"release", "give",   "return",
					     "checkin", "recycle", "retire", "discard",
					     "drop",	"evict",   "broken", NULL };
	const struct node *on = call_receiver(n), *last = n->n ? n->kids[n->n - 1] : NULL;
	struct str name;
	bool adds = false;

	for (const char *const *p = adding; *p; p++)
		adds |= str_eq(call_name(n), str_from(*p));
	if (!adds || !on || !last || last->kind != NODE_NAME || !at->f || n->n > 1 ||
	    name_is_apart(u, at->f, last->text))
		return;
	if (!is_connection_name(last->text) || !(name_has(at->f->name, gives) || at->branch))
		return;
	name = last_name(on);
	if (name.n < 3 || !is_only_added_to(u, name) || is_anothers(u, name))
		return;
	tell(u, n, at->f, 0.7, "put onto a list that nothing ever takes it from: it stays open",
	     "Close it instead.");
}

/* ---- taken out of a table in a sweep ---- */

static bool
is_removal(const struct node *n, struct str table)
{
	struct str name = call_name(n);
	const struct node *on = call_receiver(n);

	if (str_eq(name, STR("delete")) && !on && n->n == 2)
		return str_eq(n->kids[0]->text, table);
	return on && n->n >= 1 && str_eq(on->text, table) &&
	       (str_eq(name, STR("delete")) || str_eq(name, STR("remove")) ||
		str_eq(name, STR("pop")) || str_eq(name, STR("discard")));
}

static struct str
table_of(const struct node *each)
{
	const struct node *over = each->b;

	/* list(t.items()), t.entries(), Array.from(t) */
	for (unsigned depth = 0; over && over->kind == NODE_CALL && depth < 4; depth++) {
		const struct node *on = call_receiver(over);

		if (over->n == 1 && (!on || str_eq(on->text, STR("Array"))))
			over = over->kids[0];
		else
			over = on;
	}
	while (over && over->kind == NODE_LIST && over->n == 1)
		over = over->kids[0];
	return over ? over->text : (struct str){ NULL, 0 };
}

/* Another function takes things out of it and closes them. */
static bool
closed_elsewhere(struct unit *u, const struct function *f, struct str table)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		if (g != f && g->node->text.n < 3000 && str_has(g->node->text, table) &&
		    mentions_one(g->node->text,
				 (const char *const[]){ "delete", "remove", "pop(", NULL }) &&
		    mentions_one(g->node->text,
				 (const char *const[]){ "Close(", "close(", ".destroy(",
							"terminate(", NULL }))
			return true;
	}
	return false;
}

/* A step for each line of n that has word. */
static void
tell_lines(struct unit *u, struct code_finding *f, const struct node *n, const char *word,
	   const char *what)
{
	struct str rest = n->text, line;

	for (uint32_t i = n->line; f && i <= n->end_line && str_line(&rest, &line); i++)
		if (has(line, word))
			finding_step(u, f, i, "%s", what);
}

/* sessions.values().removeIf(s -> …), and nobody closes what goes. */
static void
look_at_removed_if(struct unit *u, const struct node *n, const struct kept_at *at)
{
	const struct node *on = call_receiver(n);
	size_t dot;
	struct str table;

	if (!str_eq(call_name(n), STR("removeIf")) || !on || n->n != 1 ||
	    mentions_one(n->text, closers))
		return;
	/* a helper of this text closes each */
	if (n->kids[0]->function && function_closes(u, u->functions.v[n->kids[0]->function - 1], 0))
		return;
	while (on && on->kind == NODE_CALL)
		on = call_receiver(on);
	if (!on || elements_are_apart(u, at->f, on))
		return;
	dot = str_rindex(on->text, '.');
	table = dot == SIZE_MAX ? on->text : str_from_pos(on->text, dot + 1);
	if (elements_hold_connection(u, at->f, on) ||
	    (is_connection_name(table) &&
	     (text_says(u, STR("Channel")) || text_says(u, STR("Socket")))))
		tell_lines(u,
			   tell(u, n, at->f, 0.65, "taken out of its table and not closed",
				"Close each before it is removed."),
			   n, "return true", "it is taken out where this is said");
}

static void
look_at_swept(struct unit *u, const struct node *n, const struct kept_at *at)
{
	static const char *const over[] = { "clos", "destroyed",  "dead",   "ended",
					    "gone", "readyState", "fileno", "eof",
					    "Done", "finished",	  NULL };
	const struct node *vars = at->each ? at->each->a : NULL;
	struct str table = at->each ? table_of(at->each) : (struct str){ NULL, 0 };
	struct code_finding *f;

	if (!vars || !table.n || table.n > 60 || !is_removal(n, table) || !at->branch)
		return;
	if (u->language->typed && elements_are_apart(u, at->f, at->each->b))
		return;
	if (!closed_elsewhere(u, at->f, table) &&
	    !elements_hold_connection(u, at->f, at->each->b) &&
	    !is_connection_name(str_sub(
		    table, str_rindex(table, '.') == SIZE_MAX ? 0 : str_rindex(table, '.') + 1,
		    table.n)))
		return;
	if (mentions_one(at->branch->text, closers) || mentions_one(at->branch->text, over) ||
	    mentions_one(vars->text, over))
		return;
	/* collected to be closed after the loop */
	if (mentions_one(at->branch->text, (const char *const[]){ "push(", "append(", NULL }))
		return;
	f = tell(u, n, at->f, 0.65,
		 "taken out of its table and not closed: nobody knows this connection any more",
		 "Close it before it is forgotten.");
	if (f)
		finding_step(u, f, at->branch->line, "when this holds");
}

/* ---- a field is set to nothing ---- */

static struct str
field_of(struct str key)
{
	size_t dot = str_rindex(key, '.');

	return dot == SIZE_MAX ? (struct str){ NULL, 0 } : str_from_pos(key, dot + 1);
}

/* Some line of the text reads or writes what has this field's name. */
static bool
is_spoken_to(struct unit *u, struct str field)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node)
									 : NULL;
			const struct node *subject = r ? call_subject(st->node, r->at) : NULL;

			if (subject &&
			    (r->effect == EFFECT_READ || r->effect == EFFECT_WRITE ||
			     r->effect == EFFECT_WRITE_ALL ||
			     str_eq(call_name(st->node), STR("connect"))) &&
			    (str_eq(field_of(key_text(u, key_of(u, subject))), field) ||
			     str_eq(key_text(u, key_of(u, subject)), field)))
				return true;
		}
	}
	return false;
}

/* f closes, or copies, what is in the object that root names. */
static bool
is_dealt_with(struct unit *u, struct function *f, struct str root, struct str field)
{
	for (size_t k = 0; k < f->steps.n; k++) {
		const struct step *st = &f->steps.v[k];
		const struct effect_row *r;
		const struct node *on;

		if (st->op == STEP_SET && st->src && has(st->src->text, "") &&
		    str_has(st->src->text, field))
			return true; /* old = s.conn, or another object's */
		if (st->op == STEP_RETURN && st->node && str_has(st->node->text, field))
			return true;
		if (st->op != STEP_CALL && st->op != STEP_DEFER)
			continue;
		if (st->node->kind != NODE_CALL)
			continue;
		r = call_effect(u, st->node);
		on = call_receiver(st->node);
		if ((r && r->effect == EFFECT_CLOSE) ||
		    (name_has(call_name(st->node), closing_words) &&
		     (!on || !str_eq(on->text, root) || !st->node->n)))
			return true;
		for (uint32_t i = 0; i < st->node->n && !(r && r->at == 0); i++) /* passed on */
			if (str_has(st->node->kids[i]->text, field))
				return true;
	}
	return false;
}

static bool
is_beginning(const struct function *f)
{
	static const char *const words[] = { "init",   "new",  "create", "setup", "alloc",
					     "main",   "make", "clear",	 "zero",  "take",
					     "detach", "move", "reset",	 NULL };

	return name_has(f->name, words) || (f->of_class.n && str_eq(f->of_class, f->name));
}

static void
look_at_emptied(struct unit *u, struct function *f)
{
	if (!f->name.n || is_beginning(f) ||
	    u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		return;
	flow_build(u->arena, u->language, f);
	for (size_t k = 0; k < f->steps.n; k++) {
		const struct step *st = &f->steps.v[k];
		struct str key, field, root;
		unsigned sign;

		if (st->op != STEP_SET || !st->dst || !st->src ||
		    !(st->dst->kind == NODE_FIELD ||
		      (st->dst->kind == NODE_NAME && map_get(&u->fields, st->dst->text))))
			continue;
		sign = constant_sign(st->src);
		if (!(st->src->kind == NODE_NULL || sign == SIGN_NEGATIVE) ||
		    sign == SIGN_POSITIVE || st->src->kind == NODE_STRING)
			continue;
		key = key_text(u, key_of(u, st->dst));
		field = field_of(key);
		root = key_root(key);
		if (!field.n && map_get(&u->fields, key)) { /* fd_, of this object */
			field = key;
			root = (struct str){ NULL, 0 };
		}
		if (!field.n ||
		    !name_has(field, (const char *const[]){ "fd", "sock", "conn", "socket", "sd",
							    "channel", "stream", NULL }) ||
		    has(field, "listen") || is_dealt_with(u, f, root, field) ||
		    !is_spoken_to(u, field))
			continue;
		/* who calls it may have closed before */
		if (!has(f->node->text, "if") && !has(f->node->text, "lock") && f->called)
			continue;
		if (!text_says(u, STR("close")) && !text_says(u, STR("Close")) &&
		    !name_has(f->name,
			      (const char *const[]){ "put", "release", "give", "checkin", NULL }))
			continue;
		tell(u, st->node, f, 0.65, "forgotten while it is open: nothing here closes it",
		     "Close it before.");
	}
}

/* ---- the walk ---- */

static void
look_through(struct unit *u, const struct node *n, struct kept_at at)
{
	struct node *parts[4];

	if (!n)
		return;
	if (n->kind == NODE_FUNCTION && n->d) {
		at.f = n->function ? u->functions.v[n->function - 1] : at.f;
		if (!at.each || at.f->name.n) {
			at.each = NULL;
			at.branch = NULL;
		}
	} else if (n->kind == NODE_FOREACH) {
		at.each = n;
		at.branch = NULL;
	} else if (n->kind == NODE_CALL) {
		look_at_graveyard(u, n, &at);
		look_at_swept(u, n, &at);
		look_at_removed_if(u, n, &at);
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++) {
		struct kept_at in = at;

		if (n->kind == NODE_IF && (i == 1 || i == 2))
			in.branch = i == 1 ? n : parts[i];
		look_through(u, parts[i], in);
	}
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], at);
}

void
look_at_kept(struct unit *u)
{
	if (!u->network && !text_says(u, STR("conn")) && !text_says(u, STR("sock")))
		return;
	look_through(u, u->syntax.root, (struct kept_at){ 0 });
	for (size_t i = 0; i < u->functions.n; i++)
		look_at_emptied(u, u->functions.v[i]);
}
