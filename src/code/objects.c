/*
 * objects.c - objects of C++ that keep their socket longer than its peer
 *
 * A session that a lambda of its own holds lives for ever; one that is moved into
 * loses what it had; one that deletes itself leaves its descriptor; and of several
 * callbacks that are told of an end, the one that does not leave the table that the
 * others leave.
 */
#include "code/unit.h"

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

static const char *const handles[] = { "fd",	"sock",	   "socket", "sd",   "sockfd", "handle",
				       "hsock", "hsocket", "conn",   "link", "stream", NULL };

/* ---- what it had is lost when another is moved into it ---- */

static bool
is_move_assignment(const struct function *f)
{
	size_t body = f->node->d ? (size_t)(f->node->d->text.p - f->node->text.p) : 0;
	struct str head = str_sub(f->node->text, 0, body);

	return str_has(head, STR("operator=")) && str_has(head, STR("&&"));
}

static void
look_at_move(struct unit *u, struct function *f)
{
	static const char *const ways[] = { "swap",    "close",	   "reset", "Close",
					    "destroy", "release(", NULL };

	if (!f->node->d || !is_move_assignment(f) || mentions_one(f->node->d->text, ways) ||
	    !u->has_close)
		return;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct str key;
		size_t dot;

		if (st->op != STEP_SET || !st->dst || !st->src || constant_sign(st->src))
			continue;
		key = key_text(u, key_of(u, st->dst));
		dot = str_rindex(key, '.');
		if (!name_has(dot == SIZE_MAX ? key : str_from_pos(key, dot + 1), handles) ||
		    (f->params.n && str_eq(key_root(key), f->params.v[0])))
			continue;
		tell(u, st->node, f, 0.75,
		     "what it had is forgotten, and stays open, when another is moved into it",
		     "Close the old one before, or swap the two.");
		return;
	}
}

/* ---- it deletes itself, and not its descriptor ---- */

static void
look_at_suicide(struct unit *u, struct function *f, const struct node *n)
{
	if (text_says(u, STR("~")) || function_closes(u, f, 0))
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		/* the class reads or writes a field of its own that is a descriptor */
		if (!str_eq(g->of_class, f->of_class) && f->of_class.n)
			continue;
		if (mentions_one(g->node->text,
				 (const char *const[]){ "recv(m_", "read(m_", "recv(fd_",
							"read(fd_", "recv(sock_", "recv(this->",
							NULL })) {
			tell(u, n, f, 0.75,
			     "the object goes, and the socket that it holds stays open",
			     "Close the socket before, or in the destructor.");
			return;
		}
	}
}

/* ---- a lambda in the object holds the object ---- */

static bool
captures(const struct node *lambda, struct str name)
{
	struct str text = lambda->text, list;
	size_t end = str_index(text, ']'), at;

	if (!text.n || text.p[0] != '[' || end == SIZE_MAX)
		return false;
	list = str_sub(text, 1, end - 1);
	if (str_has(list, STR("weak")))
		return false;
	while ((at = str_find(list, name)) != SIZE_MAX) {
		bool before = at &&
			      (char_is_alnum(list.p[at - 1]) || strchr("_&.", list.p[at - 1]));
		bool after = at + name.n < list.n &&
			     (char_is_alnum(list.p[at + name.n]) || list.p[at + name.n] == '_');

		if (!before && !after)
			return true;
		list = str_from_pos(list, at + name.n);
	}
	return false;
}

static bool
is_shared(const struct unit *u, struct str name)
{
	static const char *const makers[] = { "make_shared<", "shared_from_this()", "shared_ptr<",
					      NULL };
	struct str rest = u->text, line;

	while (str_line(&rest, &line)) {
		size_t at = str_find(line, name);

		if (at != SIZE_MAX && mentions_one(line, makers) && !str_has(line, STR("weak")))
			return true;
	}
	return false;
}

/* How often the member is emptied: next = nullptr, done_ = {}. */
static unsigned
times_emptied(struct unit *u, struct str member)
{
	static const char *const ways[] = { " = nullptr", " = {}", " = {};", ".reset()", " = 0;" };
	unsigned times = 0;

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct str name = str_printf(u->scratch, STR_F "%s", STR_A(member), ways[i]);
		struct str rest = u->text;
		size_t at;

		while ((at = str_find(rest, name)) != SIZE_MAX) {
			times++;
			rest = str_from_pos(rest, at + name.n);
		}
	}
	return times;
}

/* std::function<void()> next; */
static bool
is_function_member(const struct unit *u, struct str name)
{
	struct str rest = u->text, line;

	while (str_line(&rest, &line))
		if (str_has(line, STR("function<")) && str_ends(str_trim(line), STR(";")) &&
		    str_has(line, name))
			return true;
	return false;
}

/* session->on_line = [session] …; next_ = [this, self] … */
static void
look_at_cycle(struct unit *u, const struct function *f, const struct node *n)
{
	const struct node *lambda = n->b;
	struct str member, owner;

	while (lambda && (lambda->kind == NODE_LIST || lambda->kind == NODE_OTHER) &&
	       lambda->n == 1)
		lambda = lambda->kids[0];
	if (!lambda || lambda->kind != NODE_FUNCTION || !n->a)
		return;
	if (n->a->kind == NODE_FIELD && n->a->a && n->a->b) {
		member = n->a->b->text;
		owner = n->a->a->text;
		if (!captures(lambda, owner) || !is_shared(u, owner))
			return;
	} else {
		struct str text = n->a->text;

		member = text;
		if (n->a->kind != NODE_NAME ||
		    !(captures(lambda, STR("self")) && is_shared(u, STR("self"))) ||
		    !is_function_member(u, text))
			return;
	}
	if (times_emptied(u, member) >= 2)
		return;
	tell(u, n, f, 0.7,
	     "the object is held by a function that it holds itself: it, and its socket, stay for ever",
	     "Capture a weak_ptr, or empty the member at every end.");
}

/* ---- one callback leaves the table at the end, another does not ---- */

static const char *const leaving[] = { "exit(",	 "leave(",   "erase(",	"remove(", "unregister(",
				       "close(", "cancel(",  "stop(",	"drop(",   "disconnect(",
				       "end(",	 "shutdown", "detach(", "finish(", "fail(",
				       "part(",	 "quit(",    "kick(",	"retire(", "Close(",
				       "throw",	 NULL };
static const char *const entering[] = {
	"enter(shared_from_this())",	 "join(shared_from_this())",
	"add(shared_from_this())",	 "insert(shared_from_this())",
	"subscribe(shared_from_this())", "attach(shared_from_this())",
	"emplace(shared_from_this())",	 "push_back(shared_from_this())",
	"enlist(shared_from_this())",	 "track(shared_from_this())",
	"start(shared_from_this())",	 NULL
};

/* auto l = std::make_shared<Link>(…); links_[id] = l; */
static bool
keeps_shared(const struct unit *u)
{
	if (!text_says(u, STR("enable_shared_from_this")))
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];
		struct str made = { NULL, 0 };

		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];

			if (st->op == STEP_SET && st->dst && st->src &&
			    st->dst->kind == NODE_NAME &&
			    str_has(st->src->text, STR("make_shared<")))
				made = st->dst->text;
		}
		for (size_t k = 0; k < f->steps.n && made.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct node *n = st->node;

			if (st->op == STEP_SET && st->dst && st->src &&
			    st->dst->kind == NODE_INDEX && str_eq(st->src->text, made))
				return true;
			if (st->op == STEP_CALL && n->kind == NODE_CALL && n->n &&
			    call_receiver(n) && str_eq(n->kids[n->n - 1]->text, made) &&
			    mentions_one(call_name(n), (const char *const[]){ "insert", "emplace",
									      "push_back", NULL }))
				return true;
		}
	}
	return false;
}

/* all.emplace(id_, shared_from_this()): a table holds it from there on. */
static bool
enters_table(const struct unit *u)
{
	static const char *const adds[] = { "emplace(",	  "insert(",	       "push_back(",
					    "] = shared", "insert_or_assign(", NULL };
	struct str rest = u->text, line;

	if (text_mentions(u, entering))
		return true;
	while (str_line(&rest, &line))
		if (str_has(line, STR("shared_from_this()")) && mentions_one(line, adds))
			return true;
	return keeps_shared(u);
}

/* if (!ec) … else parked_.push_back(self): kept for good, with its socket. */
static void
look_at_parked(struct unit *u, const struct function *f, const struct node *n)
{
	static const char *const keeps[] = { "push_back(self)", "insert(self)",
					     "emplace_back(self)", "emplace(self)", NULL };
	const struct node *branch = n->a && str_eq(n->a->text, STR("!ec")) ? n->c : n->b;

	if (branch && n->a && str_has(n->a->text, STR("ec")) && mentions_one(branch->text, keeps) &&
	    !mentions_one(branch->text, leaving))
		tell(u, branch, f, 0.65,
		     "its end is seen, and it is put where it stays, with its socket",
		     "Close its socket before.");
}

/* ec == asio::error::eof */
static bool
is_eof_of(const struct node *n, const char *name)
{
	return n->kind == NODE_BINARY && n->a && n->b && str_eq(n->op, STR("==")) &&
	       str_eq(n->a->text, str_from(name)) && str_ends(n->b->text, STR("eof"));
}

/* idle_.async_wait([self](error_code ec) { … }) */
static bool
is_of_timer(const struct unit *u, const struct node *closure)
{
	size_t at = (size_t)(closure->text.p - u->text.p);

	return at <= u->text.n &&
	       str_ends(str_trim_right(str_sub(u->text, 0, at)), STR("async_wait("));
}

static void
look_at_asio_end(struct unit *u, const struct function *f, const struct node *n)
{
	static const char *const errors[] = { "ec", "err", "error", "e" };
	const struct node *branch = n->b;
	struct code_finding *found;
	bool asks = false, reversed = false;
	struct str end;

	for (size_t i = 0; i < COUNT_OF(errors) && n->a; i++)
		asks |= str_eq(n->a->text, str_from(errors[i])) || is_eof_of(n->a, errors[i]);
	if (f && !f->name.n && is_of_timer(u, f->node))
		return; /* a timer that goes off, or not, ends no connection */
	look_at_parked(u, f, n);
	if (n->a && n->a->kind == NODE_UNARY && n->a->a && str_eq(n->a->op, STR("!"))) {
		for (size_t i = 0; i < COUNT_OF(errors); i++)
			reversed |= str_eq(n->a->a->text, str_from(errors[i]));
		branch = n->c;
	}
	if (!asks && !reversed)
		return;
	end = branch ? branch->text : (struct str){ NULL, 0 };
	if ((asks && !str_has(end, STR("return"))) || mentions_one(end, leaving))
		return;
	/* what else this callback does at its end */
	if (!f || f->name.n || !f->outer || !str_has(f->outer->node->text, STR("async_read")))
		return;
	if (!enters_table(u))
		return;
	for (size_t i = 0; i < u->functions.n; i++) /* a helper that does */
		if (u->functions.v[i]->name.n && u->functions.v[i]->node->d &&
		    mentions_one(u->functions.v[i]->node->d->text, leaving) &&
		    str_has(end, u->functions.v[i]->name))
			return;
	found = tell(
		u, n, f, 0.7,
		"its end is seen, and the table that holds it is not told: its socket stays open",
		"Take it out of the table here.");
	if (found)
		finding_step(u, found, branch ? branch->end_line : n->end_line, "and leaves here");
}

static void
look_through(struct unit *u, const struct node *n, struct function *f)
{
	const struct node *parts[4];

	if (!n)
		return;
	if (n->kind == NODE_FUNCTION && n->function)
		f = u->functions.v[n->function - 1];
	if (n->kind == NODE_ASSIGN)
		look_at_cycle(u, f, n);
	else if (n->kind == NODE_IF)
		look_at_asio_end(u, f, n);
	else if (f && str_starts(n->text, STR("delete this")) && n->text.n < 14)
		look_at_suicide(u, f, n);
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_through(u, parts[i], f);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], f);
}

void
look_at_objects(struct unit *u)
{
	if (strcmp(u->language->name, "cpp"))
		return;
	for (size_t i = 0; i < u->functions.n; i++)
		look_at_move(u, u->functions.v[i]);
	look_through(u, u->syntax.root, NULL);
}
