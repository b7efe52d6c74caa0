/*
 * lasting.c - how a setting outlives the next boot
 *
 * A rule names the command that helps at once. What it changes is gone with the next
 * boot, or when the interface comes up anew. Each kind of command has a place where it
 * lasts: that is named behind it, unless the rule has named one, or the command is meant
 * to go away again, which its remark says.
 */
#include "diagnose/judge.h"
#include "diagnose/rule.h"

#define KEYS_MAX 8

struct kind {
	struct str begins;
	struct str (*lasts)(struct finding *f, struct str command);
	const char *remark;
};

/* Words of a remark that say: not for good. */
static const char *const passing[] = { "until then", "only while", "meanwhile" };

static bool
is_passing(const struct fix_command *c)
{
	for (size_t i = 0; i < COUNT_OF(passing); i++)
		if (str_has(c->remark, str_from(passing[i])))
			return true;
	return false;
}

/* The command without a remark of its own behind it. */
static struct str
bare(struct str command)
{
	return str_trim(str_sub(command, 0, str_find(command, STR("    # "))));
}

/* Whether the rule itself says how to keep this setting. */
static bool
is_kept(const struct finding *f, struct str key)
{
	for (size_t i = 0; i < f->fix.commands.n; i++)
		if (str_has(f->fix.commands.v[i].command, STR("/etc/")) &&
		    str_has(f->fix.commands.v[i].command, key))
			return true;
	return false;
}

/* "a=1 b='2 3'": the next setting; values may be quoted. */
static bool
next_setting(struct str *rest, struct str *ret_key, struct str *ret_value)
{
	size_t equals;
	char quote;

	*rest = str_trim_left(*rest);
	equals = str_index(*rest, '=');
	if (equals >= rest->n)
		return false;
	*ret_key = str_sub(*rest, 0, equals);
	*rest = str_from_pos(*rest, equals + 1);
	quote = rest->n ? rest->p[0] : 0;
	if (quote != '\'' && quote != '"')
		return str_word(rest, ret_value);
	*rest = str_from_pos(*rest, 1);
	return str_cut(rest, quote, ret_value);
}

static struct str
sysctl_lasts(struct finding *f, struct str command)
{
	struct str rest = command, key, value, lines = STR("");
	size_t n = 0;

	str_take(&rest, STR("sysctl -w "));
	while (n < KEYS_MAX && next_setting(&rest, &key, &value)) {
		if (is_kept(f, key))
			continue;
		lines = str_printf(f->arena, STR_F "%s'" STR_F " = " STR_F "'", STR_A(lines),
				   n ? " " : "", STR_A(key), STR_A(value));
		n++;
	}
	if (n > 1)
		return str_printf(f->arena, "printf '%%s\\n' " STR_F " > /etc/sysctl.d/60-%s.conf",
				  STR_A(lines), f->id);
	return n ? str_printf(f->arena, "echo " STR_F " > /etc/sysctl.d/60-%s.conf", STR_A(lines),
			      f->id)
		 : STR("");
}

static struct str
interface_lasts(struct finding *f, struct str command)
{
	return str_printf(f->arena, "up " STR_F, STR_A(command));
}

static struct str
card_lasts(struct finding *f, struct str command)
{
	return str_printf(f->arena,
			  "echo 'ACTION==\"add\", SUBSYSTEM==\"net\", KERNEL==\"DEV\", "
			  "RUN+=\"/usr/sbin/" STR_F "\"' > /etc/udev/rules.d/60-%s.rules",
			  STR_A(command), f->id);
}

/* "echo 65536 > /sys/module/nf_conntrack/parameters/hashsize", "echo ff > /sys/class/…" */
static struct str
file_lasts(struct finding *f, struct str command)
{
	struct str rest = command, value, path, module;

	str_take(&rest, STR("echo "));
	if (!str_cut(&rest, '>', &value))
		return STR("");
	value = str_trim(value);
	path = str_trim(rest);
	rest = path;
	if (!str_take(&rest, STR("/sys/module/")))
		return str_printf(f->arena,
				  "echo 'w " STR_F " - - - - " STR_F
				  "' > /etc/tmpfiles.d/60-%s.conf",
				  STR_A(path), STR_A(value), f->id);
	str_cut(&rest, '/', &module);
	str_take(&rest, STR("parameters/"));
	return str_printf(f->arena,
			  "echo 'options " STR_F " " STR_F "=" STR_F "' > /etc/modprobe.d/60-" STR_F
			  ".conf",
			  STR_A(module), STR_A(rest), STR_A(value), STR_A(module));
}

static struct str
nft_lasts(struct finding *f, struct str command)
{
	(void)f;
	(void)command;
	return STR("nft list ruleset > /etc/nftables.conf && systemctl enable nftables");
}

static struct str
iptables_lasts(struct finding *f, struct str command)
{
	(void)f;
	(void)command;
	return STR("netfilter-persistent save");
}

#define UP                                                                                    \
	"for good: below \"iface DEV\" in /etc/network/interfaces, or without \"up\" from a " \
	"script in dispatcher.d of networkd or NetworkManager"
#define UDEV "for good, whenever the card appears"
#define ALL_RULES "for good: all rules as they are now"
#define ALL_TABLES ALL_RULES " (Fedora, RHEL: service iptables save)"

static const struct kind kinds[] = {
	{ { "sysctl -w ", 10 }, sysctl_lasts, "for good" },
	{ { "ip route replace ", 17 }, interface_lasts, UP },
	{ { "ip -6 route replace ", 20 }, interface_lasts, UP },
	{ { "tc qdisc replace ", 17 }, interface_lasts, UP },
	{ { "ip link set dev ", 16 }, card_lasts, UDEV },
	{ { "ethtool -G ", 11 }, card_lasts, UDEV },
	{ { "ethtool -K ", 11 }, card_lasts, UDEV },
	{ { "echo ", 5 }, file_lasts, "for good" },
	{ { "nft add ", 8 }, nft_lasts, ALL_RULES },
	{ { "iptables -", 10 }, iptables_lasts, ALL_TABLES },
	{ { "ip6tables -", 11 }, iptables_lasts, ALL_TABLES },
};

static const struct kind *
kind_of(struct str command)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_starts(command, kinds[i].begins))
			return &kinds[i];
	return NULL;
}

/* Reading is no change, and what is written below /etc lasts. */
static bool
changes(struct str command)
{
	bool file = str_starts(command, STR("echo "));

	if (file)
		return str_has(command, STR("> /sys/"));
	if (str_starts(command, STR("iptables -")) || str_starts(command, STR("ip6tables -")))
		return str_has(command, STR(" -A ")) || str_has(command, STR(" -I "));
	return !str_has(command, STR("/etc/"));
}

static bool
is_there(const struct finding *f, struct str command)
{
	for (size_t i = 0; i < f->fix.commands.n; i++)
		if (str_eq(f->fix.commands.v[i].command, command))
			return true;
	return false;
}

static void
insert_after(struct finding *f, size_t at, struct fix_command c)
{
	vec_push(f->arena, &f->fix.commands, c);
	for (size_t i = f->fix.commands.n - 1; i > at + 1; i--)
		f->fix.commands.v[i] = f->fix.commands.v[i - 1];
	f->fix.commands.v[at + 1] = c;
}

void
make_lasting(struct finding *f)
{
	const struct kind *last = NULL;

	for (size_t i = 0; i < f->fix.commands.n; i++) {
		const struct fix_command *c = &f->fix.commands.v[i];
		struct str command = bare(c->command), lasts;
		const struct kind *kind = kind_of(command);

		if (!kind || is_passing(c) || !changes(command))
			continue;
		/* two routes, one of which will do: the place is told once */
		if (kind == last && kind->lasts != sysctl_lasts)
			continue;
		last = kind;
		lasts = kind->lasts(f, command);
		if (lasts.n && !is_there(f, lasts))
			insert_after(f, i++,
				     (struct fix_command){ .command = lasts,
							   .remark = str_from(kind->remark) });
	}
}
