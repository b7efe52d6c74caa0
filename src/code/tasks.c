/*
 * tasks.c - tasks and threads of Rust that keep a connection longer than it lives
 *
 * What a task has captured is dropped when the task ends, and not before. So each task
 * is asked: what does it own that is a connection, or keeps another task from ending,
 * and is there a way out of it once the peer has gone?
 */
#include "code/unit.h"

/* Longer is no function of a person. */
#define BODY_MAX_BYTES ((size_t)16 << 10)
#define TASKS_MAX 48
/* What a task captures of the function around it, that matters here. */
#define HELD_MAX 4
/* The whole tree is read for each question. */
#define DEPTH_MAX 200

struct task {
	const struct node *call;  /* spawn(…) */
	const struct node *body;  /* the closure, or the function that is called in it */
	const struct node *given; /* the call in it, spawn(serve(s)); NULL: a closure */
	const struct function *in, *runs;
	const struct node *kept; /* the statement that keeps its handle; NULL: nobody */
};

struct tasks {
	struct unit *u;
	struct task v[TASKS_MAX];
	size_t n;
};

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

typedef bool visit_fn(const struct node *n, void *arg);

/* Each node below n, in its order; a yes for one leaves what is below it out. */
static void
visit(const struct node *n, visit_fn *see, void *arg, unsigned depth)
{
	const struct node *parts[4];

	if (!n || depth > DEPTH_MAX || see(n, arg))
		return;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		visit(parts[i], see, arg, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		visit(n->kids[i], see, arg, depth + 1);
}

/* ---- the tasks of the text ---- */

static bool
is_spawn(struct unit *u, const struct node *n)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	return r && r->effect == EFFECT_SPAWN && n->n;
}

/* The innermost function around n. */
static const struct function *
function_around(const struct unit *u, const struct node *n)
{
	const struct function *best = NULL;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];
		struct str t = f->node->text;

		if (f->node != u->syntax.root && n->text.p >= t.p && n->text.p < t.p + t.n &&
		    (!best || t.n < best->node->text.n))
			best = f;
	}
	return best;
}

static bool
see_task(const struct node *n, void *arg)
{
	struct tasks *t = arg;
	struct unit *u = t->u;
	struct task one = { .call = n };
	const struct node *what;

	if (n->kind == NODE_ASSIGN && n->b && is_spawn(u, n->b) && t->n < TASKS_MAX) {
		see_task(n->b, arg);
		if (t->n)
			t->v[t->n - 1].kept = n;
		visit(n->b->kids[n->b->n - 1], see_task, arg, 1);
		return true;
	}
	if (!is_spawn(u, n) || t->n == TASKS_MAX)
		return false;
	what = n->kids[n->n - 1];
	if (what->kind == NODE_FUNCTION) {
		one.body = what;
		/* move || serve(s) */
		if (what->d && what->d->kind == NODE_CALL && call_function(u, NULL, what->d)) {
			one.given = what->d;
			one.runs = call_function(u, NULL, what->d);
			one.body = one.runs->node;
		}
	} else if (what->kind == NODE_CALL && !call_effect(u, what)) {
		one.given = what;
		one.runs = call_function(u, NULL, what);
		one.body = one.runs ? one.runs->node : NULL;
	}
	one.in = function_around(u, n);
	if (one.body && one.in && one.body->d && one.body->text.n < BODY_MAX_BYTES &&
	    one.in->node->text.n < BODY_MAX_BYTES)
		t->v[t->n++] = one;
	return false;
}

/* ---- a wait that is given up ---- */

static const char *const reads[] = { ".read(",	    "read_exact(", "read_line(",  "next_line(",
				     "read_to_",    "read_buf(",   "read_until(", ".next()",
				     "read_frame(", ".recv(",	   NULL };

/* The line of text, from line, on which one of the words stands; 0: none. */
static uint32_t
line_with(struct str text, uint32_t line, const char *const *words)
{
	struct str one;

	for (; str_line(&text, &one); line++)
		if (mentions_one(one, words))
			return line;
	return 0;
}

/* A connection of its own, that it waits for without a limit. */
static uint32_t
waits_for_own(const struct task *t)
{
	static const char *const limits[] = { "abort",	 "timeout(",	     "cancel",	 "JoinSet",
					      "select_", "set_read_timeout", "deadline", NULL };
	static const char *const makes[] = { "connect(", "connect_timeout(", "connect_async(",
					     "accept(", NULL };

	if (mentions_one(t->body->text, limits) || !mentions_one(t->body->text, reads))
		return 0;
	return line_with(t->body->text, t->body->line, makes);
}

static struct code_finding *
tell(struct unit *u, uint32_t line, const struct function *f, double sure, struct str handle,
     const char *message, const char *fix)
{
	struct code_finding *n;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (!strcmp(u->report->findings.v[i].id, "close-wait-leak") &&
		    u->report->findings.v[i].line == line)
			return NULL;
	n = finding_add(u, "close-wait-leak", line, f, sure);
	n->handle = str_copy(u->kept, handle);
	n->message = str_from(message);
	n->fix = str_from(fix);
	return n;
}

/* What runs as a task that nobody stops: spawn(…), or a function that returns one. */
static const struct node *
task_of(const struct tasks *t, const struct node *n, uint32_t *made)
{
	const struct function *g;
	struct str head;

	*made = 0;
	if (!n)
		return NULL;
	if (n->kind == NODE_UNARY && n->a)
		n = n->a;
	while ((n->kind == NODE_OTHER || n->kind == NODE_LIST) && n->n == 1)
		n = n->kids[0];
	for (size_t i = 0; i < t->n; i++) {
		const struct task *k = &t->v[i];

		if (k->call == n || (k->kept && k->kept->a && n->kind == NODE_NAME &&
				     text_has_word(k->kept->a->text, n->text) &&
				     function_around(t->u, n) == k->in)) {
			*made = waits_for_own(k);
			return *made ? k->call : NULL;
		}
	}
	g = n->kind == NODE_CALL && !call_effect(t->u, n) ? call_function(t->u, NULL, n) : NULL;
	if (!g || !g->node->d)
		return NULL;
	head = str_sub(g->node->text, 0, (size_t)(g->node->d->text.p - g->node->text.p));
	if (has(head, "async ") || !has(head, "JoinHandle<"))
		return NULL;
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].in == g) {
			*made = waits_for_own(&t->v[i]);
			return *made ? t->v[i].call : NULL;
		}
	return NULL;
}

/* The arm, the branch or the call where the wait is given up, as a line. */
static uint32_t
given_up_at(const struct function *f, uint32_t line)
{
	static const char *const words[] = { "Err(_)", "Elapsed", "Err(e)", "is_err()", NULL };
	struct str rest = f->node->text, one;
	uint32_t found = 0;

	for (uint32_t k = f->node->line; str_line(&rest, &one) && !found; k++)
		if (k >= line && mentions_one(one, words))
			found = k;
	return found;
}

/* timeout(t, spawn(…)): who stops waiting for a task does not stop it. */
static bool
see_wait(const struct node *n, void *arg)
{
	struct tasks *t = arg;
	const struct function *f;
	struct code_finding *found;
	uint32_t made = 0, up;

	if (n->kind != NODE_CALL || !str_starts(call_name(n), STR("timeout")) || n->n != 2 ||
	    !task_of(t, n->kids[1], &made) || !made)
		return false;
	f = function_around(t->u, n);
	if (!f || has(f->node->text, "abort") || has(f->node->text, "drop("))
		return false;
	found = tell(
		t->u, n->line, f, 0.65, (struct str){ NULL, 0 },
		"the wait is given up, and the task goes on: it keeps its connection while the "
		"peer is silent",
		"Put the timeout into the task, or abort() it.");
	if (!found)
		return false;
	finding_step(t->u, found, made, "the task's connection");
	up = given_up_at(f, n->line);
	if (up)
		finding_step(t->u, found, up, "the wait is over, and the task isn't");
	return false;
}

/* ---- tasks that never end ---- */

struct loop {
	bool leaves;	/* by a break, a return or ? */
	bool panics;	/* by an unwrap() of what fails some day */
	unsigned loops; /* inside of it */
	struct str label;
};

static bool
see_exit(const struct node *n, void *arg)
{
	static const char *const ends[] = { "panic",  "assert", "unreachable", "exit",
					    "ensure", "bail",	"select",      NULL };
	struct loop *l = arg;

	switch ((int)n->kind) {
	case NODE_FUNCTION:
		return true;
	case NODE_RETURN:
	case NODE_TRY_OP:
		l->leaves = true;
		return false;
	case NODE_MACRO:
		l->leaves |= mentions_one(n->text, ends);
		return false;
	case NODE_BREAK:
		if (!l->loops || has(n->text, "'"))
			l->leaves = true;
		return false;
	case NODE_CALL:
		if (!n->n &&
		    (str_eq(call_name(n), STR("unwrap")) || str_eq(call_name(n), STR("join"))))
			l->panics = true;
		if (str_eq(call_name(n), STR("expect")) || str_eq(call_name(n), STR("exit")))
			l->panics = true;
		return false;
	case NODE_WHILE:
	case NODE_FOREACH: {
		struct loop inner = *l;

		inner.loops++;
		visit(n->a, see_exit, &inner, 1);
		visit(n->b, see_exit, &inner, 1);
		visit(n->d, see_exit, &inner, 1);
		l->leaves |= inner.leaves;
		l->panics |= inner.panics;
		return true;
	}
	default:
		return false;
	}
}

/* loop { … } that nothing leaves, as a statement of body. */
static const struct node *
endless_loop(const struct node *n, unsigned depth)
{
	const struct node *found = NULL;

	if (!n || depth > 12 || n->kind == NODE_IF || n->kind == NODE_SWITCH)
		return NULL;
	if (n->kind == NODE_FUNCTION && depth)
		return NULL;
	if (n->kind == NODE_WHILE) {
		struct loop l = { 0 };

		if (n->a && n->a->kind != NODE_TRUE)
			return NULL;
		visit(n->b ? n->b : n->d, see_exit, &l, 1);
		return l.leaves || l.panics ? NULL : n;
	}
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = endless_loop(n->kids[i], depth + 1);
	if (!found)
		found = endless_loop(n->d, depth + 1);
	if (!found && n->kind != NODE_WHILE)
		found = endless_loop(n->b, depth + 1);
	return found;
}

/* A connection comes with each call of f: it accepts, or is given one. */
static bool
is_for_each(struct unit *u, const struct function *f)
{
	for (; f; f = f->name.n ? NULL : f->outer) {
		struct str params = f->node->b ? f->node->b->text : (struct str){ NULL, 0 };

		if (has(f->node->text, "accept(") || has(f->node->text, "incoming("))
			return true;
		for (size_t i = 0; i < f->params.n; i++) {
			struct str type = function_param_type(f, f->params.v[i]);

			if (type.n && type_bears_link(u, type) && !has(type, "Vec<"))
				return true;
		}
		if (has(params, "TcpStream"))
			return true;
	}
	return false;
}

/* Another task of the same function has the receiver, and writes what it gets to a link. */
static bool
sender_keeps_link(struct tasks *t, const struct task *of)
{
	for (size_t i = 0; i < t->n; i++) {
		struct str text = t->v[i].body->text;

		if (&t->v[i] != of && t->v[i].in == of->in &&
		    mentions_one(text,
				 (const char *const[]){ "recv()", " in rx", ".iter()", NULL }) &&
		    mentions_one(text, (const char *const[]){ "write_all(", ".send(", "writeln_(",
							      "write_(", NULL }))
			return true;
	}
	return false;
}

static void
look_at_endless(struct tasks *t, const struct task *k)
{
	struct unit *u = t->u;
	const struct node *loop = endless_loop(k->body->d, 0);
	struct str used;
	struct function *in = u->functions.v[k->in->number];
	struct code_finding *n;

	if (!loop || !is_for_each(u, k->in) ||
	    (k->kept && k->kept->a && has(in->node->text, "abort")))
		return;
	/* its own connections are its own affair */
	if (mentions_one(loop->text,
			 (const char *const[]){ "accept(", "connect(", "incoming(", NULL }))
		return;
	used = k->given ? k->given->text : k->body->text;
	for (size_t i = 0; i < used.n; i++) {
		struct str word;
		size_t end = i;
		enum owner o;

		while (end < used.n && is_word_char(used.p[end]))
			end++;
		word = str_sub(used, i, end - i);
		if (end > i && (i == 0 || used.p[i - 1] != '.') && char_is_alpha(word.p[0])) {
			o = name_owner(u, in, word);
			if (o == OWNS_LINK || (o == OWNS_SENDER && sender_keeps_link(t, k))) {
				n = tell(u, loop->line, k->in, 0.65, word,
					 "this loop never ends: the task keeps its connection "
					 "for ever",
					 "Leave the loop when the connection has failed or "
					 "ended, or abort() the task.");
				if (n) {
					finding_step(u, n, k->call->line, "begun here");
					finding_step(u, n, loop->end_line,
						     "nothing leaves the loop");
				}
				return;
			}
		}
		i = end > i ? end : i;
	}
}

void
look_at_tasks(struct unit *u)
{
	struct tasks t = { .u = u };

	if (!(u->language->traits & TRAIT_DROPS) || !u->network)
		return;
	visit(u->syntax.root, see_task, &t, 0);
	if (!t.n)
		return;
	visit(u->syntax.root, see_wait, &t, 0);
	for (size_t i = 0; i < t.n; i++)
		look_at_endless(&t, &t.v[i]);
}
