/*
 * walk_unknown.c - calls of other texts' functions: what their names say
 */
#include "code/walk_parts.h"

/* forget(key), which looks up what the table has under its key, and ends that. */
static bool
ends_looked_up(struct unit *u, const struct node *call, const struct function *from)
{
	struct function *f = call->n ? call_function(u, from, call) : NULL;

	if (!f || f == from || !function_closes(u, f, 0))
		return false;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->op == STEP_SET ? node_only(st->src) : NULL;
		const struct node *key = !src			   ? NULL
					 : src->kind == NODE_INDEX ? src->b
					 : src->kind == NODE_CALL && src->n && call_receiver(src)
						 ? src->kids[0]
						 : NULL;

		for (size_t k = 0; key && k < f->params.n; k++)
			if (str_eq(key->text, f->params.v[k]))
				return true;
	}
	return false;
}

static bool
depends_on_argument(struct walk *w, const struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++) {
		struct str k = key_text(w->u, key_of(w->u, call->kids[i]));

		for (unsigned j = 0; k.n && j < s->aliases; j++)
			if (key_depends(key_text(w->u, s->alias[j]), k))
				return true;
	}
	return false;
}

/* kick(i), where clients[i].fd is spoken of; close(), where nothing is said. */
static bool
ends_what_depends(struct walk *w, const struct state *s, const struct node *call)
{
	struct str name = call_name(call);
	struct function *f = call_function(w->u, w->f, call);
	bool closing = call_says_end(w->u, call) &&
		       !name_has(name, (const char *const[]){ "done", "put", NULL });

	/* it.remove() of an iterator takes a key out of a set, and no more */
	if (call->n == 0 && str_eq(name, STR("remove")) && call_receiver(call) &&
	    !str_eq(call_receiver(call)->text, w->f->self))
		return false;
	if (call->n == 0)
		return closing && (!f || function_closes(w->u, f, 0));
	return depends_on_argument(w, s, call) && (f ? function_closes(w->u, f, 0) : closing);
}

/* Promise.race([ready(s), late]): it waits, and takes nothing. */
static bool
only_waits(const struct node *call)
{
	const struct node *on = call_receiver(call);

	return (on && str_eq(on->text, STR("Promise"))) ||
	       (!on && str_eq(call_name(call), STR("once"))) ||
	       (on && str_eq(on->text, STR("events")));
}

/* Where a function ends it itself, what it calls with it only uses it, unless it says more. */
static bool
keeps_what_it_gets(struct str name)
{
	static const char *const words[] = {
		"put",	    "add",     "push",	  "register", "adopt",	 "own",	   "take",
		"attach",   "hand",    "enqueue", "offer",    "submit",	 "store",  "insert",
		"append",   "keep",    "give",	  "spawn",    "start",	 "serve",  "launch",
		"dispatch", "pool",    "watch",	  "handle",   "track",	 "assign", "pipe",
		"join",	    "emplace", "move",	  "save",     "resolve", "return", "schedule",
		"manage",   "accept",  "on",	  NULL
	};

	return !name.n || name_has(name, words);
}

/* x.run(…) where a line of this function ends x too. */
static bool
ends_here(const struct walk *w, const struct node *receiver)
{
	static const char *const ways[] = { ".disconnect(", ".close(", ".quit(", ".end(", NULL };
	char buf[80];

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || !receiver || receiver->text.n > 60)
		return false;
	memcpy(buf, receiver->text.p, receiver->text.n);
	for (const char *const *p = ways; *p; p++) {
		memcpy(buf + receiver->text.n, *p, strlen(*p));
		if (function_says(w->u, w->f, (struct str){ buf, receiver->text.n + strlen(*p) }))
			return true;
	}
	return false;
}

/* struct T { … }: its body in this text; empty where there is none. */
static struct str
body_of_type(const struct unit *u, struct str type)
{
	static const char *const words[] = { "struct ", "class " };
	char buf[80];

	for (size_t i = 0; i < COUNT_OF(words) && type.n && type.n < 60; i++) {
		size_t n = strlen(words[i]), at;
		struct str rest = u->text;

		memcpy(buf, words[i], n);
		memcpy(buf + n, type.p, type.n);
		while ((at = str_find(rest, (struct str){ buf, n + type.n })) != SIZE_MAX) {
			size_t open, close;

			rest = str_from_pos(rest, at + n + type.n);
			open = str_index(rest, '{');
			close = str_find(rest, STR("};"));
			if (rest.n && !char_is_alnum(rest.p[0]) && open != SIZE_MAX &&
			    close != SIZE_MAX && open < close && open < 40)
				return str_sub(rest, open, close - open);
		}
	}
	return (struct str){ NULL, 0 };
}

static const char *const tables[] = { "map<", "set<", "vector<", "list<", "deque<", NULL };

/* using Map = std::unordered_map<…>; typedef std::map<…> Map: what Map stands for. */
static struct str
type_behind(const struct unit *u, struct str name)
{
	struct str rest = u->text, line;

	while (name.n && str_line(&rest, &line)) {
		line = str_trim(line);
		if (!str_has(line, name) || !mentions_one(line, tables))
			continue;
		if (str_starts(line, STR("using ")) &&
		    str_starts(str_trim(str_from_pos(line, 6)), name))
			return str_from_pos(line, MIN(line.n, str_index(line, '=')));
		if (str_starts(line, STR("typedef ")) && str_ends(str_trim(line), STR(";")))
			return str_sub(line, 8, str_rindex(line, '>') - 7);
	}
	return (struct str){ NULL, 0 };
}

/* T, of std::map<int, std::unique_ptr<T>>: what it has under its keys. */
static struct str
value_type(struct str type)
{
	size_t end = str_rindex(type, '>'), from = str_index(type, '<');
	int depth = 0;

	if (end == SIZE_MAX || from == SIZE_MAX || end <= from)
		return (struct str){ NULL, 0 };
	type = str_sub(type, from + 1, end - from - 1);
	for (size_t i = 0; i < type.n; i++) {
		depth += type.p[i] == '<';
		depth -= type.p[i] == '>';
		if (type.p[i] == ',' && !depth)
			return str_trim(str_from_pos(type, i + 1));
	}
	return str_trim(type);
}

/* std::map<int, T> of C++ whose T closes nothing when it goes: a number, a plain struct of this text. */
static bool
holds_plain_data(const struct unit *u, const struct node *table)
{
	static const char *const owners[] = { "_ptr<",	"Socket", "socket", "Fd",     "FD ", "Conn",
					      "Stream", "~",	  "Guard",  "Handle", NULL };
	struct str name = table->kind == NODE_FIELD && table->b ? table->b->text : table->text;
	struct str rest = u->text, line;

	while (str_line(&rest, &line)) {
		size_t at = str_find(line, name);
		struct str type, body;

		if (at == SIZE_MAX || at < 2 ||
		    (!char_is_space(line.p[at - 1]) && line.p[at - 1] != '&'))
			continue;
		type = str_trim(str_sub(line, 0, at));
		if (!mentions_one(type, tables)) {
			size_t word = str_rindex(type, ' ');

			if (word != SIZE_MAX)
				type = str_from_pos(type, word + 1);
			type = type_behind(u, type);
		}
		if (!type.n)
			continue;
		type = value_type(type);
		if (str_eq(type, STR("int")) || str_eq(type, STR("SOCKET")))
			return true;
		if (mentions_one(type, (const char *const[]){ "unique_ptr<", "shared_ptr<", NULL }))
			type = value_type(type);
		while (type.n && (type.p[type.n - 1] == '*' || type.p[type.n - 1] == ' '))
			type = str_sub(type, 0, type.n - 1);
		body = body_of_type(u, type);
		return body.n && !mentions_one(body, owners);
	}
	/* Conn &c = it->second, of a table that another text declares */
	rest = u->text;
	while (str_line(&rest, &line)) {
		size_t amp = str_index(line, '&');
		struct str body;

		if (!str_has(line, STR("->second;")) || amp == SIZE_MAX)
			continue;
		body = body_of_type(u, str_trim(str_sub(line, 0, amp)));
		if (body.n)
			return !mentions_one(body, owners);
	}
	return false;
}

/* loop_del(l, fd), poller.remove(fd): the event loop forgets it, and closes nothing. */
bool
call_only_forgets(const struct node *call)
{
	static const char *const forgets[] = { "del",	     "delete",	"remove",
					       "unregister", "rm",	"forget",
					       "deregister", "unwatch", NULL };
	static const char *const loops[] = {
		"loop",	   "epoll",	"poll",	      "poller", "ev",	"event",  "events",
		"reactor", "watcher",	"selector",   "io",	"mux",	"kqueue", "ae",
		"epfd",	   "eventloop", "dispatcher", "list",	"hash", "table",  "map",
		"tree",	   "queue",	"chain",      "dict",	"heap", NULL
	};
	const struct node *receiver = call_receiver(call);
	struct str name = call_name(call);

	return name_has(name, forgets) &&
	       (name_has(name, loops) || (receiver && name_has(receiver->text, loops)));
}

/* create_connection((host, port)): what it is told is whom to call, and no handle. */
static bool
takes_address(struct walk *w, const struct node *call)
{
	const struct effect_row *r = call_effect(w->u, call);

	return r && r->at == AT_RESULT && w->u->language->traits & TRAIT_METHOD_SELF &&
	       (r->effect == EFFECT_CONNECT || r->effect == EFFECT_ACCEPT) &&
	       !str_has(call->text, STR("sock="));
}

/* Handle(fd), of a struct of this text that closes nothing when it goes. */
static bool
is_wrapped_number(const struct walk *w, const struct node *call)
{
	struct str name = call_name(call);

	return w->u->language->traits & TRAIT_DROPS && name.n && name.p[0] >= 'A' &&
	       name.p[0] <= 'Z' && !call_receiver(call) && type_is_number(w->u, name);
}

/* Further down this function ends it by a call that is known to. */
static bool
ends_below(struct walk *w, const struct state *s, const struct step *from)
{
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL && st->line > from->line
						     ? call_effect(w->u, st->node)
						     : NULL;
		const struct node *subject = r && r->effect == EFFECT_CLOSE && r->at != AT_ANY
						     ? call_subject(st->node, r->at)
						     : NULL;

		if (subject && state_relation(w->u, s, subject) != UNRELATED)
			return true;
	}
	return false;
}

/*
 * A function of a C library has it from here on; unless what it returns says that it
 * has not, which who asks for it knows. What nobody asks for, and ends below, is lent.
 */
static void
call_foreign(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	struct state refused = s;
	uint32_t key = key_of(w->u, st->node);
	unsigned signs = call_refusal_signs(w->u, w->f, st);

	if (signs) {
		fact_set(&refused, key, signs, ROLE_PLAIN);
		refused.flags |= FLAG_FAILED;
		walk_on_with(w, refused, at, st->next, EVENT_REFUSED, st->node);
		fact_set(&s, key, SIGN_ANY & ~signs, ROLE_PLAIN);
		s.status = STATUS_GONE;
	} else if (keeps_what_it_gets(call_name(st->node)) || !ends_below(w, &s, st)) {
		s.status = STATUS_GONE;
	}
	walk_on(w, s, at, st->next);
}

/* f(e.sock) */
static bool
passes_connection(const struct node *call)
{
	static const char *const words[] = { "sock",   "socket", "conn",   "connection", "client",
					     "stream", "ws",	 "link",   "handle",	 "s",
					     "c",      "fd",	 "writer", NULL };

	for (uint32_t i = 0; i < call->n; i++)
		if (call->kids[i]->kind == NODE_FIELD && call->kids[i]->b &&
		    name_has(call->kids[i]->b->text, words))
			return true;
	return false;
}

void
walk_unknown(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *call = st->node, *receiver = call_receiver(call), *closure;
	struct str name = call_name(call);
	enum relation passed = UNRELATED, of = UNRELATED;
	bool closing = call_says_end(w->u, call);

	/* net.FileConn(f) is of a copy */
	if (w->u->language->traits & TRAIT_ERROR_VALUE && str_starts(name, STR("File")) &&
	    receiver && str_eq(receiver->text, STR("net"))) {
		walk_on(w, s, at, st->next);
		return;
	}
	for (uint32_t i = 0; i < call->n; i++) { /* stack.callback(conn.close) */
		const struct node *k = call->kids[i];

		if (k->kind == NODE_FIELD && k->a && k->b && name_has(k->b->text, closing_words) &&
		    state_relation(w->u, &s, k->a) != UNRELATED) {
			walk_closed(w, &s, st->line);
			walk_on(w, s, at, st->next);
			return;
		}
	}
	/* conns.erase(it): its elements close in their destructor, or are plain data */
	if ((s.reason > REASON_AGAIN || s.flags & FLAG_UNREGISTERED) && receiver && call->n == 1 &&
	    state_relation(w->u, &s, receiver) == UNRELATED && /* c.in is text of its own */
	    (str_eq(name, STR("erase")) || str_eq(name, STR("extract")))) {
		if (holds_plain_data(w->u, receiver)) {
			s.flags |= FLAG_UNREGISTERED;
			walk_on_with(w, s, at, st->next, EVENT_REMOVED, call);
			return;
		}
		if (text_says(w->u, STR("~")) && w->u->has_close) {
			walk_closed(w, &s, st->line);
			walk_on(w, s, at, st->next);
			return;
		}
	}
	for (uint32_t i = 0; i < call->n && passed == UNRELATED; i++)
		passed = state_relation(w->u, &s, call->kids[i]);
	if (passed == SAME && call_only_forgets(call) &&
	    !(w->u->language->traits & (TRAIT_THROWS | TRAIT_DROPS | TRAIT_CALLED_BACK)) &&
	    !text_says(w->u, STR("new_full"))) {
		s.flags |= FLAG_UNREGISTERED;
		walk_on_with(w, s, at, st->next, EVENT_UNREGISTERED, call);
		return;
	}
	if (receiver)
		of = state_relation(w->u, &s, receiver);
	closure = call_closure(call);
	if (passed == UNRELATED && of == UNRELATED && w->given && !call->n) {
		struct function *f = call_function(w->u, w->f, call);

		/* self._finished(), which closes what this function works with */
		if (f && f != w->f && f->of_class.n && str_eq(f->of_class, w->f->of_class) &&
		    function_closes(w->u, f, 0)) {
			walk_closed(w, &s, st->line);
			walk_on(w, s, at, st->next);
			return;
		}
	}
	if (passed == UNRELATED && of == UNRELATED) {
		/* remove_client(i), self.close(): it may well be about this one */
		if (s.reason > REASON_AGAIN &&
		    (ends_what_depends(w, &s, call) || ends_looked_up(w->u, call, w->f)))
			walk_closed(w, &s, st->line);
		/* c, done, err := h.Acquire(); done(err) */
		if (closing && !receiver && walk_is_got_with_it(w, &s, name))
			walk_closed(w, &s, st->line);
		if (s.flags & FLAG_DEFERRED ||
		    !(name_is_harmless(name) || call_hardly_throws(w->u, call)))
			walk_raise(w, at, s, st, false);
		walk_on(w, s, at, st->next);
		return;
	}
	/* to end it may fail as well, but then it is over all the same */
	if (!name_is_harmless(name) && !closing && !name_is_accessor(name))
		walk_raise(w, at, s, st, of != UNRELATED);
	if (closure && passed == WHOLE && state_closure_uses(w->u, &s, closure)) {
		if (str_eq(name, STR("catch")) && w->u->language->traits & TRAIT_CALLED_BACK)
			; /* only where it failed */
		else if (walk_only_listens(w, &s, call, closure))
			;
		else if (walk_closure_ends(w, &s, closure)) {
			if (!walk_gives_to_completion(w, &s, call))
				walk_own_completion(w, &s, name, closure);
			s.status = STATUS_GONE;
		}
	} else if (w->u->language->traits & TRAIT_CALLED_BACK && only_waits(call)) {
		/* still ours */
	} else if (of != UNRELATED && !w->ended_here && !ends_here(w, receiver) &&
		   name_has(name, (const char *const[]){ "start", "run", "serve", "launch", "spawn",
							 NULL })) {
		s.status = STATUS_GONE; /* an object that lives on by itself */
	} else if (closing && passed != PART && (passed != UNRELATED || of != PART)) {
		walk_closed(w, &s, st->line);
	} else if (passed == SAME && w->u->language->traits & TRAIT_DROPS &&
		   call_is_foreign(w->u, call)) {
		call_foreign(w, at, s, st);
		return;
	} else if (passed == SAME && is_wrapped_number(w, call)) {
		alias_add(&s, key_of(w->u, call));
	} else if (passed != UNRELATED && passed != PART &&
		   !(w->given && call->kind == NODE_NEW &&
		     w->u->language->traits & TRAIT_CALLED_BACK) &&
		   !takes_address(w, call) &&
		   (call->kind == NODE_NEW || call_makes_memory(w->u, call) ||
		    (name_has(name, (const char *const[]){ "new", "create", "wrap", "from", "make",
							   "build", "revive", NULL }) &&
		     !call->dropped))) {
		alias_add(&s, key_of(w->u, call));
	} else if (passed != UNRELATED && passed != PART && !name_has(name, looking_words) &&
		   !takes_address(w, call)) {
		if (!w->ended_here || keeps_what_it_gets(name))
			s.status = STATUS_GONE;
	} else if (passed == PART && w->table.n && !name_has(name, looking_words) &&
		   passes_connection(call)) {
		s.status = STATUS_GONE; /* hand(e.sock), of what was in the table */
	} else if (passed == SAME && s.reason > REASON_AGAIN && !name_has(name, looking_words)) {
		s.status = STATUS_GONE;
	}
	walk_on(w, s, at, st->next);
}
