/*
 * habits.c - what loops do when there is nothing to do, or nothing more to get
 *
 * An accept that fails for want of descriptors fails again at once; a write that
 * finds the buffer full finds it full again; a read at the end of file returns at
 * once, for ever. A loop that goes straight on spins, and the queue stays as it is.
 */
#include "code/unit.h"

struct loop_at { /* where the walk through the tree stands */
	struct function *f;
	const struct node *loop; /* the innermost */
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static void
tell(struct unit *u, const char *id, uint32_t line, const struct loop_at *at, double sure,
     const char *message, const char *fix)
{
	struct code_finding *f;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == line &&
		    !strcmp(u->report->findings.v[i].id, id))
			return;
	f = finding_add(u, id, line, at->f, sure);
	f->message = str_from(message);
	f->fix = str_from(fix);
	finding_step(u, f, line, "%s", message);
}

typedef bool see_fn(struct unit *u, const struct node *n, void *arg);

/* The first node below n, functions left out, that see says yes to. */
static const struct node *
find_below(struct unit *u, const struct node *n, see_fn *see, void *arg, unsigned depth)
{
	const struct node *parts[4], *found = NULL;

	if (!n || depth > 300)
		return NULL;
	if (see(u, n, arg))
		return n;
	if (n->kind == NODE_FUNCTION && depth)
		return NULL;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4 && !found; i++)
		found = find_below(u, parts[i], see, arg, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = find_below(u, n->kids[i], see, arg, depth + 1);
	return found;
}

static bool
is_effect(struct unit *u, const struct node *n, void *arg)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	return r && r->effect == *(enum effect *)arg;
}

static const struct node *
effect_below(struct unit *u, const struct node *n, enum effect e)
{
	return find_below(u, n, is_effect, &e, 0);
}

/* ---- accept, without descriptors ---- */

/* What gives the kernel or others time, or leaves. */
static const char *const accept_remedies[] = {
	"close",     "leep",	   "DEL",	"pause",     "spare",	"reserve",  "return",
	"break",     "exit",	   "abort",	"err(",	     "die",	"throw",    "raise",
	"goto",	     "backoff",	   "Backoff",	"wait",	     "disable", "stop",	    "unregister",
	"time.",     "panic",	   "Fatal",	"delay",     "?;",	"shed",	    "Exit",
	"interrupt", "running",	   "sd_notify", "poll(NULL", "poll(0",	"poll(nul", "select(0",
	"limit",     "accept_new", NULL
};

static bool
asks_for_later(struct str condition)
{
	static const char *const words[] = { "EAGAIN",	     "EWOULDBLOCK", "EINTR",
					     "ECONNABORTED", "EPROTO",	    NULL };

	return mentions_one(condition, words);
}

/* Whether any branch but those for "nothing now" waits, or leaves. */
static bool
has_remedy(const struct node *n, unsigned depth)
{
	const struct node *parts[4];

	if (!n || depth > 200)
		return false;
	if (n->kind == NODE_IF && n->a) {
		bool later = asks_for_later(n->a->text);
		bool unless = later && has(n->a->text, "!=");

		return (!(later && !unless) && has_remedy(n->b, depth + 1)) ||
		       has_remedy(n->c, depth + 1);
	}
	if (n->kind == NODE_BLOCK || n->kind == NODE_OTHER || n->kind == NODE_ELSE) {
		parts[0] = n->a;
		parts[1] = n->b;
		parts[2] = n->c;
		parts[3] = n->d;
		for (unsigned i = 0; i < 4; i++)
			if (has_remedy(parts[i], depth + 1))
				return true;
		for (uint32_t i = 0; i < n->n; i++)
			if (has_remedy(n->kids[i], depth + 1))
				return true;
		return false;
	}
	return mentions_one(n->text, accept_remedies);
}

static void
tell_spin(struct unit *u, const struct node *n, const struct loop_at *at, double sure)
{
	tell(u, "accept-queue-overflow", n->line, at, sure,
	     "an accept that fails is tried again at once: without descriptors it spins, and the "
	     "queue stays full",
	     "Keep a spare descriptor to accept and close with, or wait a moment, longer each "
	     "time.");
	if (n->end_line > n->line + 1 && u->report->findings.n)
		finding_step(u, &u->report->findings.v[u->report->findings.n - 1], n->end_line - 1,
			     "and back to accept");
}

/* switch (errno) { case EMFILE: continue; } */
static void
look_at_switched_accept(struct unit *u, const struct node *n, const struct loop_at *at)
{
	const struct node *cases = n->b ? n->b : n;
	const struct node *fell = NULL;

	if (!at->loop || !n->a || !has(n->a->text, "errno") ||
	    !effect_below(u, at->loop, EFFECT_ACCEPT))
		return;
	for (uint32_t i = 0; i < cases->n; i++) {
		const struct node *c = cases->kids[i];

		if (c->kind != NODE_CASE && c->kind != NODE_ARM)
			continue;
		if (c->a && (has(c->a->text, "EMFILE") || has(c->a->text, "ENFILE")))
			fell = fell ? fell : c;
		if (!fell || !c->n)
			continue; /* falls through */
		if (has(c->text, "continue") && !mentions_one(c->text, accept_remedies))
			tell_spin(u, c, at, 0.75);
		return;
	}
}

/* if (fd < 0) { if (errno == EINTR) continue; perror(…); continue; } */
static void
look_at_refused_accept(struct unit *u, const struct node *n, const struct loop_at *at)
{
	if (u->language->traits & (TRAIT_THROWS | TRAIT_ERROR_VALUE | TRAIT_DROPS) || !n->a ||
	    !n->b || !at->loop || !effect_below(u, at->loop, EFFECT_ACCEPT))
		return;
	if (!(has(n->a->text, "< 0") || has(n->a->text, "== -1") || has(n->a->text, "<0")) ||
	    !has(n->b->text, "errno"))
		return;
	/* it is about accept: nothing stands between */
	if (n->text.p < at->loop->text.p || n->text.p - at->loop->text.p > 600)
		return;
	if (!effect_below(u, n->a, EFFECT_ACCEPT)) {
		struct str before =
			str_sub(at->loop->text, 0, (size_t)(n->text.p - at->loop->text.p));
		size_t last = str_find(before, STR("accept"));

		if (last == SIZE_MAX || before.n - last > 160)
			return;
	}
	if (!has_remedy(n->b, 0))
		tell_spin(u, n, at, 0.6);
}

static bool
catches_io(struct str head)
{
	static const char *const words[] = { "OSError",	    "socket.error", "Exception",
					     "IOException", "IOError",	    NULL };

	return mentions_one(head, words) && !has(head, "imeout") && !has(head, "Interrupted") &&
	       !has(head, "BlockingIO");
}

/* try: accept() alone; except OSError: log, and on. */
static void
look_at_caught_accept(struct unit *u, const struct node *n, const struct loop_at *at)
{
	const struct node *body = n->a;

	if (!(u->language->traits & TRAIT_THROWS) || u->language->traits & TRAIT_CALLED_BACK ||
	    !body || !at->loop || body->n > 3 || body->text.n > 260 ||
	    !effect_below(u, body, EFFECT_ACCEPT))
		return;
	if (mentions_one(at->loop->text, (const char *const[]){ "isClosed", "sleep", NULL }))
		return;
	for (uint32_t i = 0; i < n->n; i++) {
		const struct node *c = n->kids[i];
		struct str head;

		if (c->kind != NODE_CATCH)
			continue;
		head = str_sub(c->text, 0, MIN(c->text.n, (size_t)60));
		if (catches_io(head) && !mentions_one(c->text, accept_remedies))
			tell_spin(u, c, at, 0.55);
	}
}

/* Err(e) if e.kind() == ConnectionAborted: errors that are over when accept returns. */
static bool
is_passing_error(struct str arm)
{
	static const char *const passing[] = {
		"ConnectionAborted", "Interrupted", "ECONNABORTED", "EINTR", "EPROTO", NULL
	};

	struct str pattern = str_sub(arm, 0, MIN(str_find(arm, STR("=>")), arm.n));

	return mentions_one(pattern, passing) && !has(pattern, "!") && !has(pattern, "MFILE") &&
	       !has(pattern, "NFILE");
}

/* match l.accept() { Err(e) => log } */
static void
look_at_matched_accept(struct unit *u, const struct node *n, const struct loop_at *at)
{
	const struct effect_row *r;
	const struct node *arms = n->b ? n->b : n;

	if (!(u->language->traits & TRAIT_DROPS) || !n->a || n->a->kind != NODE_CALL || !at->loop)
		return;
	r = call_effect(u, n->a);
	if (!r || r->effect != EFFECT_ACCEPT)
		return;
	for (uint32_t i = 0; i < arms->n; i++) {
		const struct node *arm = arms->kids[i];

		if (arm->kind != NODE_ARM || !arm->a || !str_starts(arm->a->text, STR("Err(")) ||
		    has(arm->text, "WouldBlock") || is_passing_error(arm->text))
			continue;
		if (!mentions_one(arm->text, accept_remedies))
			tell_spin(u, arm, at, 0.5);
	}
}

/* ---- writes into a full buffer ---- */

static const char *const waits[] = { "poll",  "select", "epoll",  "leep", "wait",  "yield", "await",
				     "WRITE", "Select", "kevent", "OUT",  "queue", "Poll",  NULL };

static bool
is_bare_continue(const struct node *n)
{
	while (n && (n->kind == NODE_BLOCK || n->kind == NODE_OTHER) && n->n == 1)
		n = n->kids[0];
	return n &&
	       (n->kind == NODE_CONTINUE || (n->kind == NODE_BLOCK && !n->n && !n->a && !n->b));
}

static void
tell_full(struct unit *u, const struct node *n, const struct loop_at *at)
{
	tell(u, "send-buffer-limited", n->line, at, 0.6,
	     "a full send buffer is tried again at once: the loop spins until the peer has read",
	     "Keep the rest, and write it when the socket is writable.");
}

static void
look_at_full_buffer(struct unit *u, const struct node *n, const struct loop_at *at)
{
	static const char *const later[] = { "EAGAIN", "EWOULDBLOCK", "WouldBlock", NULL };

	if (!at->loop || !n->a || !mentions_one(n->a->text, later) || has(n->a->text, "!=") ||
	    !is_bare_continue(n->b) || mentions_one(at->loop->text, waits))
		return;
	if (effect_below(u, at->loop, EFFECT_WRITE) && !effect_below(u, at->loop, EFFECT_READ))
		tell_full(u, n, at);
}

static void
look_at_full_caught(struct unit *u, const struct node *n, const struct loop_at *at)
{
	if (!at->loop || !n->a || !effect_below(u, n->a, EFFECT_WRITE) ||
	    mentions_one(at->loop->text, waits))
		return;
	for (uint32_t i = 0; i < n->n; i++) {
		const struct node *c = n->kids[i];

		if (c->kind == NODE_CATCH && has(str_sub(c->text, 0, 40), "BlockingIOError") &&
		    (has(c->text, "continue") || has(c->text, "pass")))
			tell_full(u, c, at);
	}
}

static void
look_at_full_matched(struct unit *u, const struct node *n, const struct loop_at *at)
{
	if (!(u->language->traits & TRAIT_DROPS) || !n->a || !at->loop ||
	    !effect_below(u, n->a, EFFECT_WRITE) || mentions_one(at->loop->text, waits))
		return;
	for (uint32_t i = 0; n->b && i < n->b->n; i++) {
		const struct node *arm = n->b->kids[i];

		if (arm->kind == NODE_ARM && has(str_sub(arm->text, 0, 80), "WouldBlock") &&
		    is_bare_continue(arm->d))
			tell_full(u, arm, at);
	}
}

/* ---- the end of file that nobody asks for ---- */

/* Whether name is compared, or decides anything. */
static bool
is_asked(struct str text, struct str name)
{
	static const char *const behind[] = { "==", "!=", "<", ">",  ")",  "&&",
					      "||", "==", ":", "is", "??", NULL };
	struct str rest = text;
	size_t at;

	while ((at = str_find(rest, name)) != SIZE_MAX) {
		bool word = (at == 0 || !(char_is_alnum(rest.p[at - 1]) || rest.p[at - 1] == '_' ||
					  rest.p[at - 1] == '.'));
		struct str next = str_from_pos(rest, at + name.n);
		struct str before = str_trim_right(str_sub(rest, 0, at));

		word &= !next.n || !(char_is_alnum(next.p[0]) || next.p[0] == '_');
		next = str_trim(str_sub(next, 0, MIN(next.n, (size_t)6)));
		if (word && (str_ends(before, STR("if")) || str_ends(before, STR("if (")) ||
			     str_ends(before, STR("(!")) || str_ends(before, STR("not")) ||
			     str_ends(before, STR("while")) || str_ends(before, STR("match")) ||
			     str_ends(before, STR("==")) || str_ends(before, STR("switch ("))))
			return true;
		for (const char *const *p = behind; word && *p; p++)
			if (str_starts(next, str_from(*p)) &&
			    !(**p == ')' && !str_ends(before, STR("("))))
				return true;
		rest = str_from_pos(rest, at + name.n);
	}
	return false;
}

static void
tell_unasked(struct unit *u, const struct node *n, const struct loop_at *at)
{
	tell(u, "close-wait-leak", n->line, at, 0.7,
	     "the end of file is not asked for: read of 0 bytes is taken for data, and the loop "
	     "never ends",
	     "Leave the loop when nothing was read, and close.");
}

/* Ok(n) => … without a word of 0. */
static void
look_at_ok_arms(struct unit *u, const struct node *n, const struct loop_at *at)
{
	const struct effect_row *r;

	if (!n->a || n->a->kind != NODE_CALL || !at->loop || !n->b)
		return;
	r = call_effect(u, n->a);
	if (!r || r->effect != EFFECT_READ || r->end != END_OK_ZERO)
		return;
	if (!(str_starts(call_name(n->a), STR("read")) ||
	      str_starts(call_name(n->a), STR("try_read"))) ||
	    has(n->text, "Ok(0") || has(n->text, "== 0") || has(n->text, "> 0") ||
	    has(n->text, "Ok(1") || has(n->text, "Ok(n) if") || has(n->text, "is_empty") ||
	    has(n->text, "0 =>") || has(n->text, "!= 0") || has(n->text, "Ok(None") ||
	    has(n->text, "< 1"))
		return;
	for (uint32_t i = 0; i < n->b->n; i++) {
		const struct node *arm = n->b->kids[i];
		const struct node *body = arm->d;

		if (arm->kind == NODE_ARM && arm->a && str_starts(arm->a->text, STR("Ok(")) &&
		    body && body->kind != NODE_NAME && body->kind != NODE_RETURN &&
		    !has(body->text, "return") && body->kind != NODE_NUMBER)
			tell_unasked(u, arm, at);
	}
}

/* if let Ok(n) = r, while let Ok(n) = s.read(…) */
static void
look_at_ok_pattern(struct unit *u, const struct node *n, const struct loop_at *at)
{
	const struct effect_row *r;
	const struct node *read;

	if (!n->a || !n->b || !at->loop || !str_starts(n->a->text, STR("Ok(")) || n->a->n == 0)
		return;
	read = n->b;
	if (read->kind == NODE_NAME) { /* r = s.read(…) of a select's arm */
		read = effect_below(u, at->loop, EFFECT_READ);
		if (!read || !has(at->loop->text, "select_("))
			return;
	}
	r = read->kind == NODE_CALL ? call_effect(u, read) : NULL;
	if (!r || r->effect != EFFECT_READ || r->end != END_OK_ZERO ||
	    !(str_starts(call_name(read), STR("read")) ||
	      str_starts(call_name(read), STR("try_read"))) ||
	    has(n->a->text, "Ok(0") || has(n->a->text, "Ok(1"))
		return;
	if (mentions_one(at->loop->text,
			 (const char *const[]){ "== 0", "> 0", "Ok(0", "is_empty", "!= 0", "< 1",
						"break", "return", NULL }))
		return;
	tell_unasked(u, n, at);
}

/* n = read(…) in an endless loop, and n is never asked. */
static void
look_at_unasked(struct unit *u, const struct node *n, const struct loop_at *at)
{
	const struct effect_row *r;
	const struct node *read = n->b;
	struct str name;

	while (read &&
	       (read->kind == NODE_LIST || read->kind == NODE_OTHER || read->kind == NODE_TRY_OP) &&
	       (read->a || read->n == 1))
		read = read->a ? read->a : read->kids[0];
	if (!at->loop || !n->a || !read || read->kind != NODE_CALL || !at->f || n->op.n > 1)
		return;
	if (at->loop->kind == NODE_FOREACH || !u->network)
		return;
	r = call_effect(u, read);
	if (!r || r->effect != EFFECT_READ || (r->end != END_ZERO && r->end != END_OK_ZERO))
		return;
	if (!str_starts(call_name(read), STR("re")) || has(call_name(read), "from") ||
	    has(call_name(read), "msg"))
		return;
	name = n->a->text;
	if (n->a->kind != NODE_NAME || name.n > 40)
		return;
	/* one read of each that is accepted */
	if (call_receiver(read) && effect_below(u, at->loop, EFFECT_ACCEPT) &&
	    !(at->f->owned.n && str_eq(key_text(u, at->f->owned.v[0]), call_receiver(read)->text)))
		return;
	/* a loop that ends some day by itself asks something else */
	if (!is_asked(at->loop->text, name) && !has(at->loop->text, "break") &&
	    !has(at->loop->text, "return") && !has(at->loop->text, "len(") &&
	    (u->language->traits & (TRAIT_DROPS | TRAIT_METHOD_SELF)) && at->loop->a &&
	    (at->loop->a->kind == NODE_TRUE || u->language->traits & TRAIT_DROPS))
		tell_unasked(u, n, at);
}

/* for stream in listener.incoming(): accepts again when the turn is over. */
static void
look_at_incoming(struct unit *u, const struct node *n, const struct loop_at *at)
{
	const struct node *slow;

	if (!n->b || !has(n->b->text, "incoming()") || !n->d)
		return;
	slow = effect_below(u, n->d, EFFECT_SLEEP);
	if (!slow || has(n->d->text, "Err("))
		return;
	tell(u, "accept-queue-overflow", slow->line, at, 0.65,
	     "long work in the thread that accepts: the queue fills meanwhile",
	     "Hand the connection to another thread or task, and accept again at once.");
}

/* ---- the walk ---- */

static void
look_at(struct unit *u, const struct node *n, const struct loop_at *at)
{
	switch ((int)n->kind) {
	case NODE_IF:
		look_at_refused_accept(u, n, at);
		look_at_full_buffer(u, n, at);
		break;
	case NODE_TRY:
		look_at_caught_accept(u, n, at);
		look_at_full_caught(u, n, at);
		break;
	case NODE_SWITCH:
		look_at_matched_accept(u, n, at);
		look_at_switched_accept(u, n, at);
		look_at_full_matched(u, n, at);
		look_at_ok_arms(u, n, at);
		break;
	case NODE_PATTERN:
		look_at_ok_pattern(u, n, at);
		break;
	case NODE_FOREACH:
		look_at_incoming(u, n, at);
		break;
	case NODE_ASSIGN:
		look_at_unasked(u, n, at);
		break;
	}
}

static void
look_through(struct unit *u, const struct node *n, struct loop_at at)
{
	struct node *parts[4];

	if (!n)
		return;
	if (n->kind == NODE_FUNCTION && n->d) {
		at.f = n->function ? u->functions.v[n->function - 1] : at.f;
		at.loop = NULL;
	} else if (n->kind == NODE_WHILE || n->kind == NODE_FOR || n->kind == NODE_DO ||
		   n->kind == NODE_FOREACH) {
		at.loop = n;
	}
	look_at(u, n, &at);
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_through(u, parts[i], at);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], at);
}

void
look_at_habits(struct unit *u)
{
	if (u->network)
		look_through(u, u->syntax.root, (struct loop_at){ 0 });
}
