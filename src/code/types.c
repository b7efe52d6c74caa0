/*
 * types.c - what the text itself says that a name is
 *
 * Go and Java write types down, or what a name is made of. That tells a connection from
 * a file, a buffer, a request that its server ends, and a package from a value. What the
 * text does not say stays unknown; a name that is two things in one function as well.
 */
#include "code/unit.h"

/* Of a function's text: a longer one is hardly written by hand. */
#define TEXT_MAX 65536
#define NAMES_MAX 4096
#define INIT_MAX 240
#define DEPTH_MAX 5

struct declared {
	struct str type, init;
	bool twice; /* with another type */
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
is_one_of(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(s, str_from(*words)))
			return true;
	return false;
}

static bool
is_word_char(char c)
{
	return char_is_alnum(c) || c == '_' || c == '$';
}

static void
declare(struct unit *u, struct map *names, struct str name, struct str type, struct str init)
{
	void **slot;
	struct declared *d;

	if (!name.n || str_eq(name, STR("_")) || names->n >= NAMES_MAX)
		return;
	slot = map_put(names, name);
	if (!*slot) {
		d = arena_new(u->arena, struct declared, 1);
		*d = (struct declared){ .type = type, .init = init };
		*slot = d;
		return;
	}
	d = *slot;
	d->twice |= !str_eq(d->type, type) || (!type.n && !str_eq(d->init, init));
}

/* ---- Java: Type name = …; ---- */

/* The type that ends at to: Map<String, Socket>, byte[], java.net.Socket. */
static struct str
type_before(struct str text, size_t to)
{
	static const char *const none[] = { "return",	  "new",     "throw",	   "case",
					    "else",	  "import",  "package",	   "extends",
					    "implements", "assert",  "instanceof", "yield",
					    "in",	  "default", "class",	   "void",
					    NULL };
	size_t from = to;
	int depth = 0;
	struct str s;

	while (from && to - from < 120) {
		char c = text.p[from - 1];

		if (c == '>' || c == ']')
			depth++;
		else if (c == '<' || c == '[')
			depth--;
		else if (!is_word_char(c) && c != '.' && c != '?' &&
			 !(depth > 0 && (c == ',' || c == ' ')))
			break;
		if (depth < 0)
			return (struct str){ NULL, 0 };
		from--;
	}
	s = str_trim(str_sub(text, from, to - from));
	if (depth || !s.n || char_is_digit(s.p[0]) || s.p[0] == '.' || is_one_of(s, none))
		return (struct str){ NULL, 0 };
	return s;
}

static struct str
init_behind(struct str text, size_t at)
{
	struct str s = str_sub(text, at, MIN((size_t)INIT_MAX, text.n - at));
	size_t end = str_index(s, ';');

	return str_trim(str_sub(s, 0, MIN(end, s.n)));
}

static void
scan_java(struct unit *u, struct map *names, struct str text)
{
	for (size_t i = 0; i < text.n;) {
		size_t from = i, behind, before;
		struct str type, init = { NULL, 0 };

		if (text.p[i] == '"') { /* a string's words declare nothing */
			for (i++; i < text.n && text.p[i] != '"' && text.p[i] != '\n'; i++)
				i += text.p[i] == '\\';
			i++;
			continue;
		}
		if (!is_word_char(text.p[i])) {
			i++;
			continue;
		}
		while (i < text.n && is_word_char(text.p[i]))
			i++;
		for (behind = i; behind < text.n && char_is_space(text.p[behind]);)
			behind++;
		for (before = from; before && char_is_space(text.p[before - 1]);)
			before--;
		if (behind >= text.n || before == from || !before ||
		    !strchr("=;:,)", text.p[behind]) ||
		    (text.p[behind] == '=' && behind + 1 < text.n && text.p[behind + 1] == '=') ||
		    !(is_word_char(text.p[before - 1]) || strchr(">]", text.p[before - 1])))
			continue;
		type = type_before(text, before);
		if (!type.n)
			continue;
		if (text.p[behind] == '=')
			init = init_behind(text, behind + 1);
		if (str_eq(type, STR("var")) || str_eq(type, STR("final")))
			type = (struct str){ NULL, 0 };
		declare(u, names, str_sub(text, from, i - from), type, init);
	}
}

/* ---- Go: name, name Type; name := …; var name Type ---- */

static struct str
line_behind(struct str text, size_t at)
{
	struct str s = str_sub(text, at, MIN((size_t)INIT_MAX, text.n - at));
	size_t end = str_index(s, '\n');

	return str_trim(str_sub(s, 0, MIN(end, s.n)));
}

/* (a, b net.Conn, n int): from the last on, as a name alone has the type of the next. */
static void
scan_params(struct unit *u, struct map *names, struct str text)
{
	struct str part[32], type = { NULL, 0 };
	size_t n = 0, from = 0;
	int depth = 0;

	text = str_trim(text);
	if (text.n < 2 || text.p[0] != '(' || text.p[text.n - 1] != ')')
		return;
	text = str_sub(text, 1, text.n - 2);
	for (size_t i = 0; i <= text.n && n < COUNT_OF(part); i++) {
		if (i < text.n && strchr("([{", text.p[i]))
			depth++;
		if (i < text.n && strchr(")]}", text.p[i]))
			depth--;
		if (i == text.n || (text.p[i] == ',' && !depth)) {
			part[n++] = str_trim(str_sub(text, from, i - from));
			from = i + 1;
		}
	}
	while (n--) {
		size_t end = 0;

		while (end < part[n].n && is_word_char(part[n].p[end]))
			end++;
		if (end < part[n].n && char_is_space(part[n].p[end]))
			type = str_trim(str_from_pos(part[n], end));
		if (end && type.n)
			declare(u, names, str_sub(part[n], 0, end), type, (struct str){ NULL, 0 });
	}
}

/* The names of "a, b" that end at to, each with what stands behind. */
static void
declare_list(struct unit *u, struct map *names, struct str text, size_t to, struct str init)
{
	bool first = true;

	for (unsigned n = 0; n < 6; n++) {
		size_t from;

		while (to && text.p[to - 1] == ' ')
			to--;
		for (from = to; from && is_word_char(text.p[from - 1]);)
			from--;
		if (from == to)
			return;
		while (first && from && text.p[from - 1] == ' ' && from > 1 &&
		       text.p[from - 2] != ',')
			break;
		for (size_t back = from;; back--) { /* is it the first of them? */
			if (!back || text.p[back - 1] != ' ') {
				first = !back || text.p[back - 1] != ',';
				break;
			}
		}
		/* of several only the first is what the call makes */
		declare(u, names, str_sub(text, from, to - from), (struct str){ NULL, 0 },
			first ? init : STR("?"));
		if (first)
			return;
		to = from;
		while (to && (text.p[to - 1] == ' ' || text.p[to - 1] == ','))
			to--;
	}
}

static void
scan_go(struct unit *u, struct map *names, struct str text)
{
	for (size_t i = 0; i + 4 < text.n; i++) {
		if (text.p[i] == ':' && text.p[i + 1] == '=') {
			declare_list(u, names, text, i, line_behind(text, i + 2));
		} else if (str_starts(str_from_pos(text, i), STR("var ")) &&
			   (!i || char_is_space(text.p[i - 1]))) {
			struct str rest = line_behind(text, i + 4), type;
			size_t end = 0, eq = str_index(rest, '=');

			while (end < rest.n && is_word_char(rest.p[end]))
				end++;
			type = str_trim(
				str_sub(rest, end, MIN(eq, rest.n) - MIN(end, MIN(eq, rest.n))));
			declare(u, names, str_sub(rest, 0, end), type,
				eq == SIZE_MAX ? (struct str){ NULL, 0 }
					       : str_trim(str_from_pos(rest, eq + 1)));
		}
	}
}

/* type T struct { a, b net.Conn; … }: the fields of all structs, by their names. */
static void
scan_structs(struct unit *u, struct map *names, struct str text)
{
	struct str line;
	bool inside = false;

	while (str_line(&text, &line)) {
		size_t end = 0, next;

		if (has(line, "struct {") && !has(line, "}")) {
			inside = true;
			continue;
		}
		line = str_trim(line);
		if (str_eq(line, STR("}")))
			inside = false;
		while (inside && end < line.n && is_word_char(line.p[end]))
			end++;
		if (!inside || !end || end == line.n)
			continue;
		next = end; /* a, b T */
		while (next < line.n && (is_word_char(line.p[next]) || line.p[next] == ','))
			next += line.p[next] == ',' && next + 1 < line.n && line.p[next + 1] == ' '
					? 2
					: 1;
		declare(u, names, str_sub(line, 0, end), str_trim(str_from_pos(line, next)),
			(struct str){ NULL, 0 });
	}
}

/* ---- look-up ---- */

static struct map *
names_of(struct unit *u, struct function *f)
{
	struct map *names = f->types;

	if (names)
		return names;
	names = f->types = arena_new(u->arena, struct map, 1);
	map_init(names, u->arena);
	if (f->node->text.n > TEXT_MAX)
		return names;
	if (!strcmp(u->language->name, "java")) {
		scan_java(u, names, f->node->text);
	} else {
		if (f->node->b)
			scan_params(u, names, f->node->b->text);
		if (f->node->c)
			scan_params(u, names, f->node->c->text);
		if (f->node->d)
			scan_go(u, names, f->node->d->text);
	}
	return names;
}

/* What stands outside of all functions. */
static struct map *
names_outside(struct unit *u)
{
	struct map *names = u->types;
	const char *from = u->text.p;

	if (names)
		return names;
	names = u->types = arena_new(u->arena, struct map, 1);
	map_init(names, u->arena);
	if (strcmp(u->language->name, "java")) {
		scan_structs(u, names, u->text);
		return names;
	}
	for (size_t i = 0; i < u->functions.n; i++) { /* in their order, the outer ones first */
		const struct node *n = u->functions.v[i]->node;

		if (u->functions.v[i]->outer || n->text.p < from)
			continue;
		scan_java(u, names, (struct str){ from, (size_t)(n->text.p - from) });
		from = n->text.p + n->text.n;
	}
	if (from <= u->text.p + u->text.n)
		scan_java(u, names, (struct str){ from, (size_t)(u->text.p + u->text.n - from) });
	return names;
}

static const struct declared *
declaration_of(struct unit *u, struct function *f, struct str name)
{
	const struct declared *d = NULL;

	for (; f && !d; f = f->outer)
		d = map_get(names_of(u, f), name);
	if (!d && !strcmp(u->language->name, "java"))
		d = map_get(names_outside(u), name);
	return d && !d->twice ? d : NULL;
}

/* ---- what it is ---- */

/* Types that have no peer, or whose peer another looks after. */
static const char *const go_apart[] = {
	"string",	 "byte",	   "[]byte",	   "int",	  "int32",
	"int64",	 "uint",	   "uint16",	   "uint32",	  "uint64",
	"bool",		 "error",	   "float64",	   "rune",	  "any",
	"interface{}",	 "os.File",	   "http.Request", "http.Header", "exec.Cmd",
	"url.URL",	 "url.Values",	   "sql.DB",	   "http.Client", "http.Server",
	"http.ServeMux", "http.Transport", "gin.Context",  NULL
};
static const char *const go_apart_packages[] = { "bytes.",    "strings.", "sync.",	 "context.",
						 "time.",     "log.",	  "slog.",	 "zap.",
						 "hash.",     "rand.",	  "big.",	 "atomic.",
						 "chan ",     "func(",	  "<-chan ",	 "map[",
						 "template.", "zip.",	  "prometheus.", NULL };
static const char *const java_apart[] = { "String",
					  "StringBuilder",
					  "StringBuffer",
					  "CharSequence",
					  "int",
					  "long",
					  "short",
					  "byte",
					  "boolean",
					  "double",
					  "float",
					  "char",
					  "byte[]",
					  "char[]",
					  "String[]",
					  "ByteBuffer",
					  "CharBuffer",
					  "File",
					  "Path",
					  "FileInputStream",
					  "FileOutputStream",
					  "FileReader",
					  "FileWriter",
					  "FileChannel",
					  "RandomAccessFile",
					  "ByteArrayInputStream",
					  "ByteArrayOutputStream",
					  "StringReader",
					  "StringWriter",
					  "Logger",
					  "Thread",
					  "ExecutorService",
					  "Executor",
					  "Lock",
					  "ReentrantLock",
					  "Semaphore",
					  "CountDownLatch",
					  "AtomicBoolean",
					  "AtomicInteger",
					  "AtomicLong",
					  "Integer",
					  "Long",
					  "Boolean",
					  "Properties",
					  "Process",
					  "ProcessBuilder",
					  "Pattern",
					  "Matcher",
					  "Random",
					  "Duration",
					  "Instant",
					  "Timer",
					  "Iterator",
					  "Object",
					  "Condition",
					  "ScheduledExecutorService",
					  "ThreadPoolExecutor",
					  "Exception",
					  "IOException",
					  "Throwable",
					  "HttpServletRequest",
					  "HttpServletResponse",
					  "Optional",
					  "BigDecimal",
					  "LocalDate",
					  "LocalDateTime",
					  "SecureRandom",
					  "MessageDigest",
					  "Charset",
					  "URL",
					  "URI",
					  NULL };
static const char *const apart_inits[] = { "os.Stdin",
					   "os.Open(",
					   "os.Create(",
					   "os.OpenFile(",
					   "strings.NewReader(",
					   "bytes.NewReader(",
					   "bytes.NewBuffer",
					   "exec.Command",
					   ".StdoutPipe()",
					   ".StdinPipe()",
					   "System.in",
					   "new File",
					   "Files.new",
					   "new StringReader(",
					   "getResourceAs",
					   "new ByteArray",
					   "System.console",
					   "Path.of(",
					   NULL };

static bool
is_apart_type(const struct unit *u, struct str type)
{
	size_t angle;

	while (type.n && (type.p[0] == '*' || type.p[0] == '&'))
		type = str_from_pos(type, 1);
	if (!strcmp(u->language->name, "java")) {
		angle = str_index(type, '<');
		type = str_sub(type, 0, MIN(angle, type.n));
		return is_one_of(type, java_apart) || str_ends(type, STR("Exception")) ||
		       str_ends(type, STR("Error"));
	}
	for (const char *const *p = go_apart_packages; *p; p++)
		if (str_starts(type, str_from(*p)))
			return true;
	return is_one_of(type, go_apart);
}

/* T, of &T{…}, new(T), new T(…) */
static struct str
type_made(struct str init)
{
	size_t end;

	if (str_starts(init, STR("new(")))
		init = str_from_pos(init, 4);
	else if (str_starts(init, STR("new ")))
		init = str_from_pos(init, 4);
	else if (!(init.n && init.p[0] == '&') && str_index(init, '{') == SIZE_MAX)
		return (struct str){ NULL, 0 };
	while (init.n && (init.p[0] == '&' || init.p[0] == '*'))
		init = str_from_pos(init, 1);
	for (end = 0; end < init.n && (is_word_char(init.p[end]) || init.p[end] == '.');)
		end++;
	if (end == init.n || !strchr("{()<", init.p[end]))
		return (struct str){ NULL, 0 };
	return str_sub(init, 0, end);
}

/* in, of bufio.NewReader(in), new BufferedReader(new InputStreamReader(in)) */
static struct str
innermost(struct str init)
{
	static const char *const wraps[] = { "bufio.New",
					     "json.New",
					     "gzip.NewReader(",
					     "csv.New",
					     "textproto.",
					     "io.LimitReader(",
					     "io.TeeReader(",
					     "new Buffered",
					     "new InputStreamReader(",
					     "new OutputStreamWriter(",
					     "new PrintWriter(",
					     "new Data",
					     "new Scanner(",
					     NULL };
	size_t open, end;
	struct str s;
	bool any = false;

	for (const char *const *p = wraps; *p; p++)
		any |= str_starts(init, str_from(*p));
	open = str_rindex(init, '(');
	if (!any || open == SIZE_MAX)
		return (struct str){ NULL, 0 };
	s = str_trim(str_from_pos(init, open + 1));
	for (end = 0; end < s.n && is_word_char(s.p[end]);)
		end++;
	if (end == s.n || !strchr(",)", s.p[end]))
		return (struct str){ NULL, 0 };
	return str_sub(s, 0, end);
}

static bool
is_apart(struct unit *u, struct function *f, struct str name, unsigned depth)
{
	const struct declared *d = declaration_of(u, f, name);
	struct str made, in;

	if (!d || depth > DEPTH_MAX)
		return false;
	if (d->type.n && is_apart_type(u, d->type))
		return true;
	if (!d->init.n)
		return false;
	if (mentions_one(d->init, apart_inits))
		return true;
	made = type_made(d->init);
	if (made.n && is_apart_type(u, made))
		return true;
	in = innermost(d->init);
	return in.n && !str_eq(in, name) && is_apart(u, f, in, depth + 1);
}

static const char *const connections[] = { "net.Conn",
					   "net.TCPConn",
					   "net.UnixConn",
					   "tls.Conn",
					   "websocket.Conn",
					   "ssh.Client",
					   "ssh.Session",
					   "ssh.Channel",
					   "sftp.Client",
					   "smtp.Client",
					   "amqp.Connection",
					   "amqp.Channel",
					   "redis.Conn",
					   "pgx.Conn",
					   "sql.Conn",
					   "io.ReadWriteCloser",
					   "http.Response",
					   "Socket",
					   "SSLSocket",
					   "SocketChannel",
					   "AsynchronousSocketChannel",
					   "Connection",
					   "Jedis",
					   "Session",
					   "Channel",
					   "CloseableHttpResponse",
					   "Response",
					   NULL };

bool
name_is_local(struct unit *u, struct function *f, struct str name)
{
	return u->language->typed && map_get(names_of(u, f), name) != NULL;
}

bool
name_is_connection(struct unit *u, struct function *f, struct str name)
{
	const struct declared *d = u->language->typed ? declaration_of(u, f, name) : NULL;
	struct str type = d ? d->type : (struct str){ NULL, 0 };

	while (type.n && (type.p[0] == '*' || type.p[0] == '&'))
		type = str_from_pos(type, 1);
	return is_one_of(type, connections);
}

bool
field_is_connection(struct unit *u, struct str field)
{
	const struct declared *d = u->language->typed ? map_get(names_outside(u), field) : NULL;
	struct str type = d && !d->twice ? d->type : (struct str){ NULL, 0 };

	while (type.n && (type.p[0] == '*' || type.p[0] == '&'))
		type = str_from_pos(type, 1);
	return is_one_of(type, connections);
}

/* Types that have no way to close what they read or write. */
static const char *const go_streams[] = {
	"io.Reader",	    "io.Writer",	"io.ReadWriter",
	"bufio.Reader",	    "bufio.Writer",	"bufio.ReadWriter",
	"bufio.Scanner",    "json.Decoder",	"json.Encoder",
	"csv.Reader",	    "csv.Writer",	"textproto.Reader",
	"gob.Decoder",	    "gob.Encoder",	"io.ByteReader",
	"io.LimitedReader", "binary.ByteOrder", NULL
};

static bool
is_stream_type(struct str type)
{
	while (type.n && (type.p[0] == '*' || type.p[0] == '&'))
		type = str_from_pos(type, 1);
	return is_one_of(type, go_streams);
}

bool
name_is_apart(struct unit *u, struct function *f, struct str name)
{
	return u->language->typed && is_apart(u, f, name, 0);
}

static bool
is_anothers(struct unit *u, struct function *f, struct str name, unsigned depth)
{
	const struct declared *d = map_get(names_of(u, f), name);
	struct str in;

	if (!d || d->twice || depth > DEPTH_MAX)
		return false;
	if (d->init.n) { /* in, of bufio.NewReader(in) */
		in = innermost(d->init);
		return in.n && !str_eq(in, name) && is_anothers(u, f, in, depth + 1);
	}
	return d->type.n && (is_apart_type(u, d->type) ||
			     (strcmp(u->language->name, "java") && is_stream_type(d->type)));
}

bool
param_is_anothers(struct unit *u, struct function *f, struct str name)
{
	return u->language->typed && is_anothers(u, f, name, 0);
}

/* The first type of (net.Conn, error), of Socket open(…) */
static struct str
type_returned(const struct unit *u, const struct function *f)
{
	const struct node *n = f->node;
	struct str s = { NULL, 0 };

	if (!n->d || !n->b)
		return s;
	if (!strcmp(u->language->name, "java")) {
		size_t at = n->a ? (size_t)(n->a->text.p - n->text.p) : 0;

		while (at && char_is_space(n->text.p[at - 1]))
			at--;
		return at && at < n->text.n ? type_before(n->text, at) : s;
	}
	s.p = n->b->text.p + n->b->text.n;
	s.n = n->d->text.p > s.p ? (size_t)(n->d->text.p - s.p) : 0;
	s = str_trim(s);
	if (s.n && s.p[0] == '(') { /* (c net.Conn, err error), (net.Conn, error) */
		size_t end;

		s = str_from_pos(s, 1);
		end = str_index(s, ',');
		s = str_trim(str_sub(s, 0, MIN(end, str_index(s, ')'))));
		end = str_index(s, ' ');
		if (end != SIZE_MAX && !str_starts(s, STR("func")) && !str_starts(s, STR("chan")))
			s = str_trim(str_from_pos(s, end));
	}
	return s;
}

bool
function_gives_apart(struct unit *u, const struct function *f)
{
	struct str type;

	if (!u->language->typed)
		return false;
	type = type_returned(u, f);
	return type.n && is_apart_type(u, type);
}

/* The function that a call stands in. */
static struct function *
function_of(const struct unit *u, const struct node *call)
{
	return call->in ? u->functions.v[call->in - 1] : NULL;
}

bool
node_is_apart(struct unit *u, const struct node *call, const struct node *n)
{
	struct function *f = function_of(u, call);
	const struct declared *d;

	if (!u->language->typed || !n)
		return false;
	if (n->kind == NODE_NAME)
		return is_apart(u, f, n->text, 0);
	if (n->kind == NODE_FIELD && n->b) { /* a field's name, whoever's: r.Body of a request */
		if (n->a && n->a->kind == NODE_NAME && is_apart(u, f, n->a->text, 0))
			return true;
		d = map_get(names_outside(u), n->b->text);
		return d && !d->twice && d->type.n && is_apart_type(u, d->type);
	}
	return false;
}

static struct str
type_of(struct unit *u, struct function *f, const struct node *n)
{
	const struct declared *d = NULL;
	struct str name = n->kind == NODE_NAME		  ? n->text
			  : n->kind == NODE_FIELD && n->b ? n->b->text
							  : (struct str){ NULL, 0 };

	if (n->kind == NODE_NAME)
		d = declaration_of(u, f, name);
	else if (name.n)
		d = map_get(names_outside(u), name);
	return d && !d->twice ? d->type : (struct str){ NULL, 0 };
}

/* What stands between { and } behind at; a bit of it where it is long. */
static struct str
body_behind(struct str text, size_t at)
{
	size_t open = str_index(str_from_pos(text, at), '{'), end;
	int depth = 0;

	if (open == SIZE_MAX || open > 200)
		return (struct str){ NULL, 0 };
	for (end = at + open; end < text.n && end - at < 8000; end++) {
		depth += text.p[end] == '{' ? 1 : text.p[end] == '}' ? -1 : 0;
		if (!depth)
			break;
	}
	return str_sub(text, at, end - at);
}

/* class T …, record T(…), type T struct {…}: its head and body; empty: not of this text. */
static struct str
class_text(const struct unit *u, struct str type)
{
	static const char *const words[] = { "class ", "record ", "type " };
	char buf[80];

	for (size_t i = 0; i < COUNT_OF(words) && type.n && type.n < 60; i++) {
		size_t n = strlen(words[i]), at;

		memcpy(buf, words[i], n);
		memcpy(buf + n, type.p, type.n);
		at = str_find(u->text, (struct str){ buf, n + type.n });
		if (at != SIZE_MAX && at + n + type.n < u->text.n &&
		    !is_word_char(u->text.p[at + n + type.n]))
			return body_behind(u->text, at);
	}
	return (struct str){ NULL, 0 };
}

static bool
has_word_of(struct str text, const char *const *words)
{
	for (; *words; words++) {
		struct str word = str_from(*words), rest = text;
		size_t at;

		while ((at = str_find(rest, word)) != SIZE_MAX) {
			bool before = at && is_word_char(rest.p[at - 1]);
			bool after = at + word.n < rest.n && is_word_char(rest.p[at + word.n]);

			if (!before && !after)
				return true;
			rest = str_from_pos(rest, at + word.n);
		}
	}
	return false;
}

static struct str
bare_type(struct str type)
{
	while (type.n && (type.p[0] == '*' || type.p[0] == '&'))
		type = str_from_pos(type, 1);
	return str_sub(type, 0, MIN(str_index(type, '<'), type.n));
}

static bool
type_holds(const struct unit *u, struct str type)
{
	struct str body;

	type = bare_type(type);
	if (is_one_of(type, connections))
		return true;
	body = class_text(u, type);
	return body.n && has_word_of(body, connections);
}

/* Session, of Map<String, Session>, map[string]*Session, []*Session */
static struct str
element_of(struct str type)
{
	size_t at;

	if (type.n && type.p[type.n - 1] == '>') {
		type = str_sub(type, 0, type.n - 1);
		at = str_rindex(type, ',');
		if (at == SIZE_MAX)
			at = str_index(type, '<');
		return at == SIZE_MAX ? type : str_trim(str_from_pos(type, at + 1));
	}
	at = str_index(type, ']');
	return at == SIZE_MAX ? (struct str){ NULL, 0 } : str_from_pos(type, at + 1);
}

static struct str
elements_of(struct unit *u, struct function *f, const struct node *table)
{
	struct str type;

	/* sessions.entrySet(), of sessions */
	for (unsigned i = 0; table && table->kind == NODE_CALL && call_receiver(table) && i < 4;
	     i++)
		table = call_receiver(table);
	if (!table || (table->kind != NODE_NAME && table->kind != NODE_FIELD))
		return (struct str){ NULL, 0 };
	type = type_of(u, f, table);
	return type.n ? element_of(type) : type;
}

bool
elements_hold_connection(struct unit *u, struct function *f, const struct node *table)
{
	struct str type = u->language->typed && f ? elements_of(u, f, table)
						  : (struct str){ NULL, 0 };

	return type.n && type_holds(u, type);
}

bool
elements_are_apart(struct unit *u, struct function *f, const struct node *table)
{
	struct str type = f ? elements_of(u, f, table) : (struct str){ NULL, 0 };

	return type.n && (is_apart_type(u, type) ||
			  (class_text(u, bare_type(type)).n && !type_holds(u, type)));
}

bool
name_holds_connection(struct unit *u, struct function *f, struct str name)
{
	const struct declared *d = u->language->typed ? declaration_of(u, f, name) : NULL;

	return d && d->type.n && type_holds(u, d->type);
}

bool
call_hardly_throws(struct unit *u, const struct node *call)
{
	static const char *const classes[] = { "System",
					       "Math",
					       "Instant",
					       "Duration",
					       "String",
					       "Objects",
					       "Arrays",
					       "Collections",
					       "List",
					       "Map",
					       "Set",
					       "LocalDateTime",
					       "LOG",
					       "LOGGER",
					       "log",
					       "logger",
					       "Thread.currentThread()",
					       NULL };
	static const char *const types[] = { "AtomicInteger",
					     "AtomicLong",
					     "AtomicBoolean",
					     "String",
					     "StringBuilder",
					     "StringBuffer",
					     "Logger",
					     "Instant",
					     "Duration",
					     "Map",
					     "HashMap",
					     "ConcurrentMap",
					     "List",
					     "ArrayList",
					     "Set",
					     "HashSet",
					     "Deque",
					     "ArrayDeque",
					     "LongAdder",
					     "ConcurrentHashMap",
					     "LinkedHashMap",
					     "ConcurrentLinkedQueue",
					     "LinkedList",
					     "TreeMap",
					     NULL };
	const struct node *on = call_receiver(call);

	if (strcmp(u->language->name, "java") || !on)
		return false;
	return is_one_of(on->text, classes) ||
	       is_one_of(bare_type(type_of(u, function_of(u, call), on)), types);
}

bool
param_is_plain(struct unit *u, struct function *f, struct str name)
{
	static const char *const linked[] = { "Conn",	 "conn",   "Sock",   "sock",	"Channel",
					      "channel", "Stream", "stream", "Session", "session",
					      "Client",	 "client", "Link",   "link",	"fd",
					      "Writer",	 "Reader", NULL };
	const struct declared *d = u->language->typed ? declaration_of(u, f, name) : NULL;
	struct str body = d && d->type.n ? class_text(u, bare_type(d->type))
					 : (struct str){ NULL, 0 };

	return body.n && !mentions_one(body, linked);
}

bool
node_is_no_pool(struct unit *u, const struct node *call, const struct node *n)
{
	static const char *const pools[] = { "ource",	   "ool",     "anager",	 "rovider",
					     "actory",	   "upplier", "atabase", "onnector",
					     "essionImpl", NULL };
	struct str type = type_of(u, function_of(u, call), n);

	return type.n && !mentions_one(type, pools);
}

bool
node_is_package(struct unit *u, const struct node *call, const struct node *n)
{
	char buf[64];

	if (!n || n->kind != NODE_NAME || n->text.n > 40 || strcmp(u->language->name, "go") ||
	    declaration_of(u, function_of(u, call), n->text))
		return false;
	buf[0] = '/';
	memcpy(buf + 1, n->text.p, n->text.n);
	buf[n->text.n + 1] = '"';
	if (text_says(u, (struct str){ buf, n->text.n + 2 }))
		return true;
	buf[0] = '"';
	return text_says(u, (struct str){ buf, n->text.n + 2 });
}
