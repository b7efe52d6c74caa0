/*
 * makers.c - clients of libraries that are made again for each item or request
 *
 * A row names what makes a client that has connections of its own. Made in a loop over
 * things, in a helper that such a loop calls, or in what answers a request, none of its
 * connections is used twice. Not so where the turn decides whom it is for.
 */
#include "code/unit.h"

/* How the call begins, without its blanks: "new" has lost its own. */
static const char *const makers[] = {
	/* Python */
	"redis.Redis(", "redis.StrictRedis(", "redis.from_url(", "psycopg2.connect(",
	"psycopg.connect(", "pymysql.connect(", "MySQLdb.connect(", "mysql.connector.connect(",
	"asyncpg.connect(", "pymongo.MongoClient(", "MongoClient(", "smtplib.SMTP(",
	"smtplib.SMTP_SSL(", "http.client.HTTPConnection(", "http.client.HTTPSConnection(",
	"HTTPConnection(", "HTTPSConnection(", "paramiko.SSHClient(", "paramiko.Transport(",
	"ftplib.FTP(", "imaplib.IMAP4", "ldap3.Connection(", "pika.BlockingConnection(",
	"requests.Session(", "requests.session(", "httpx.Client(", "httpx.AsyncClient(",
	"aiohttp.ClientSession(", "grpc.insecure_channel(", "grpc.secure_channel(",
	"urllib3.PoolManager(", "KafkaProducer(", "cx_Oracle.connect(", "oracledb.connect(",
	"aioredis.from_url(", "boto3.client(", "Elasticsearch(", "ldap.initialize(",
	/* Go */
	"redis.NewClient(", "grpc.Dial(", "grpc.NewClient(", "grpc.DialContext(", "sql.Open(",
	"pgx.Connect(", "mongo.Connect(", "nats.Connect(", "amqp.Dial(", "ssh.Dial(",
	"pgxpool.New(", "kafka.NewWriter(", "memcache.New(", "ldap.DialURL(", "smtp.Dial(",
	"rpc.Dial(", "jsonrpc.Dial(", "websocket.Dial(",
	/* Java */
	"DriverManager.getConnection(", "newJedis(", "newJedisPool(", "HttpClients.createDefault(",
	"HttpClients.custom(", "HttpClientBuilder.create(", "HttpClient.newHttpClient(",
	"HttpClient.newBuilder(", "newOkHttpClient", "ManagedChannelBuilder.for", "newMongoClient(",
	"MongoClients.create(", "RedisClient.create(", "ClientBuilder.newClient(",
	"newInitialLdapContext(", "newInitialDirContext(", "newMqttClient(", "newFTPClient(",
	"newHikariDataSource(", "WebClient.create(", "newKafkaProducer",
	/* JavaScript */
	"newClient(", "newpg.Client(", "newPool(", "newRedis(", "mysql.createConnection(",
	"nodemailer.createTransport(", "redis.createClient(", "createClient(", "newMongoClient(",
	"amqp.connect(", "amqplib.connect(", "newhttp.Agent(", "newhttps.Agent(", "newIORedis(",
	"newKafka(", "newAgent(", "createTransport(", "newImapFlow(", "mysql2.createConnection(",
	"newpg.Pool(", "newundici.Client(", "newundici.Agent(", "newundici.Pool(",
	/* Rust */
	"redis::Client::open(", "postgres::Client::connect(", "tokio_postgres::connect(",
	"reqwest::Client::new(", "reqwest::Client::builder(",
	"reqwest::blocking::Client::", "ureq::Agent::new(",
	"ureq::AgentBuilder::", "SmtpTransport::", "lapin::Connection::connect(",
	"mysql::Conn::new(", "Channel::from_static(", "Endpoint::from_static(", "Client::builder(",
	"PgConnection::connect(", "PgPool::connect(", "async_nats::connect(", "Session::connect(",
	"hyper::Client::new(",
	/* C and C++ */
	"curl_easy_init(", "httplib::Client", "redisConnect(", "PQconnectdb(",
	"mysql_real_connect(", "mysql_init(", "grpc::CreateChannel(", "ldap_initialize(",
	"amqp_new_connection(", "pqxx::connection", "sw::redis::Redis", "cpr::Session", NULL
};

/* A pause, or another try: what is made then is made seldom, or after a failure. */
static const char *const seldom[] = { "leep(",	   "ackoff",	 "retry",  "Retry",	 "attempt",
				      "retries",   "setTimeout", "ticker", "while True", "delay",
				      "reconnect", "afterEach",	 "pytest", "#[test]",	 "@Test",
				      "interval",  "for {",	 NULL };

struct spot {
	struct function *f;
	const struct node *each; /* the innermost loop that goes over things */
	bool other_loop;	 /* a loop of another sort is between */
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
makes_client(const struct node *n)
{
	char buf[64];
	size_t len = 0;
	struct str text;

	for (size_t i = 0; i < n->text.n && len < sizeof buf; i++)
		if (!char_is_space(n->text.p[i]))
			buf[len++] = n->text.p[i];
	text = (struct str){ buf, len };
	for (const char *const *p = makers; *p; p++)
		if (str_starts(text, str_from(*p)))
			return true;
	return false;
}

/* A word of names that speak of who is at the other end. */
static bool
speaks_of_whom(struct str args)
{
	static const char *const words[] = { "host",  "addr",	"address", "url",    "uri",
					     "dsn",   "target", "peer",	   "node",   "endpoint",
					     "ip",    "port",	"tenant",  "broker", "shard",
					     "hosts", "server", NULL };

	return name_has(args, words);
}

/* The turn's variable is in what the call says. */
static bool
names_turn(const struct node *call, const struct node *vars)
{
	struct str word, rest = vars->text;
	size_t i = 0;

	if (vars->text.n > 120)
		return true;
	while (i < rest.n) {
		size_t from;

		while (i < rest.n && !char_is_alpha(rest.p[i]) && rest.p[i] != '_')
			i++;
		for (from = i; i < rest.n && (char_is_alnum(rest.p[i]) || rest.p[i] == '_'); i++)
			;
		word = str_sub(rest, from, i - from);
		if (word.n > 1 && !str_eq(word, STR("const")) && !str_eq(word, STR("let")) &&
		    !str_eq(word, STR("_")) && str_has(call->text, word))
			return true;
		if (word.n == 1)
			for (size_t at = 0; at + 1 < call->text.n; at++)
				if (call->text.p[at] == word.p[0] &&
				    !(at && (char_is_alnum(call->text.p[at - 1]) ||
					     call->text.p[at - 1] == '_')) &&
				    !(char_is_alnum(call->text.p[at + 1]) ||
				      call->text.p[at + 1] == '_'))
					return true;
	}
	return false;
}

/* c = SSHClient(); c.connect(host): whom it is for is said later. */
static bool
connects_to_turn(const struct node *each, const struct node *vars)
{
	static const char *const words[] = { "connect(", "Connect(", "login(", "open(", NULL };

	for (const char *const *p = words; *p; p++) {
		size_t at = str_find(each->text, str_from(*p));
		struct node args = { 0 };

		if (at == SIZE_MAX)
			continue;
		args.text = str_sub(each->text, at, MIN((size_t)80, each->text.n - at));
		at = str_index(args.text, ')');
		args.text = str_sub(args.text, 0, MIN(at, args.text.n));
		if (names_turn(&args, vars))
			return true;
	}
	return false;
}

/* It is told what to ask for: (req, res), (w http.ResponseWriter, r *http.Request). */
static bool
answers_requests(const struct function *f)
{
	struct str head = str_sub(f->node->text, 0, MIN((size_t)160, f->node->text.n));

	if (has(head, "http.ResponseWriter"))
		return true;
	if (f->params.n < 2)
		return false;
	return name_has(f->params.v[0],
			(const char *const[]){ "req", "request", "exchange", NULL }) &&
	       name_has(f->params.v[1],
			(const char *const[]){ "res", "resp", "response", "reply", "rep", NULL });
}

static void
tell(struct unit *u, const struct node *n, const struct function *f, uint32_t loop_line)
{
	struct code_finding *found;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line + 1 >= n->line &&
		    u->report->findings.v[i].line <= n->line + 1 &&
		    !strcmp(u->report->findings.v[i].id, "connection-churn"))
			return;
	found = finding_add(u, "connection-churn", n->line, f, 0.6);
	found->message = STR("made anew each time: a connection for one use, and none is kept");
	found->fix = STR("Make it once, and use it for all.");
	if (loop_line)
		finding_step(u, found, loop_line, "for each of these");
	finding_step(u, found, n->line, "it is made again");
}

static bool
is_kept(const struct function *f)
{
	static const char *const words[] = { "static ", "OnceLock", "global ", "lazy", "cache",
					     "Cache",	"?? (",	    "once",    "Once", "pool.",
					     "self.",	"this.",    NULL };

	return mentions_one(f->node->text, words);
}

static const struct function *
named(const struct function *f)
{
	while (f && !f->name.n && f->outer)
		f = f->outer;
	return f;
}

/* c = HTTPConnection(host); free.put(c): one of those that a pool keeps. */
static bool
is_kept_each(struct unit *u, const struct node *each, const struct node *made)
{
	static const char *const ways[] = { "append(", "put(", "add(", "put_nowait(", NULL };
	struct str before = str_sub(u->syntax.text, 0, (size_t)(made->text.p - u->syntax.text.p));
	struct str name, body = each->d ? each->d->text : each->text;
	char buf[60];
	size_t at = str_rindex(before, '\n');

	name = str_trim(str_from_pos(before, at == SIZE_MAX ? 0 : at + 1));
	if (mentions_one(name, ways))
		return true; /* free.put(HTTPConnection(host)) */
	if (!str_ends(name, STR("=")) || strcmp(u->language->name, "python"))
		return false;
	name = str_trim(str_sub(name, 0, name.n - 1));
	for (const char *const *p = ways; *p && name.n < 30; p++) {
		memcpy(buf, *p, strlen(*p));
		memcpy(buf + strlen(*p), name.p, name.n);
		buf[strlen(*p) + name.n] = ')';
		if (str_has(body, (struct str){ buf, strlen(*p) + name.n + 1 }))
			return true;
	}
	return false;
}

static void
look_at_call(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct function *f = at->f;

	if (!f || !makes_client(n))
		return;
	if (at->each && !at->other_loop) {
		const struct node *vars = at->each->a ? at->each->a : at->each;

		if (!names_turn(n, vars) && !connects_to_turn(at->each, vars) &&
		    !is_kept_each(u, at->each, n) && !mentions_one(at->each->text, seldom))
			tell(u, n, f, at->each->line);
		return;
	}
	if (at->other_loop || speaks_of_whom(n->text))
		return;
	if (answers_requests(f)) {
		tell(u, n, f, 0);
		return;
	}
	f = named(f);
	/* a helper that makes, uses and ends one, for each item of a loop elsewhere */
	if (f && f->called_in_loop && f->node->text.n < 1500 && !is_kept(f) &&
	    !mentions_one(f->node->text, seldom) &&
	    !name_has(f->name, (const char *const[]){ "connect", "client", "make", "new", "create",
						      "open", "get", "dial", "build", "main",
						      "session", "reconnect", NULL }) &&
	    mentions_one(f->node->text,
			 (const char *const[]){ "close(", "Close(", "with ", "try (", ".end(",
						"quit(", ".send(", "query(", "disconnect", NULL }))
		tell(u, n, f, 0);
}

static void
look_through(struct unit *u, const struct node *n, struct spot at, unsigned depth)
{
	if (!n || depth > 300)
		return;
	if (n->kind == NODE_FUNCTION && n->function) {
		at.f = u->functions.v[n->function - 1];
		if (at.f->name.n || !(u->language->traits & TRAIT_CALLED_BACK)) {
			at.each = NULL;
			at.other_loop = false;
		}
	} else if (n->kind == NODE_FOREACH) {
		at.each = n;
		at.other_loop = false;
	} else if (n->kind == NODE_WHILE || n->kind == NODE_DO) {
		at.other_loop = true;
	} else if (n->kind == NODE_FOR) {
		/* for (i = 0; i < n; i++) goes over things, for (;;) does not */
		at.each = n->b && n->c ? n : at.each;
		at.other_loop = !(n->b && n->c);
	} else if (n->kind == NODE_CALL || n->kind == NODE_NEW) {
		look_at_call(u, n, &at);
	}
	look_through(u, n->a, at, depth + 1);
	look_through(u, n->b, at, depth + 1);
	look_through(u, n->c, at, depth + 1);
	look_through(u, n->d, at, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], at, depth + 1);
}

void
look_at_makers(struct unit *u)
{
	look_through(u, u->syntax.root, (struct spot){ 0 }, 0);
}
