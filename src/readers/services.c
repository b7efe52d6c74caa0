/*
 * services.c - ports by the names that tools print without -n
 *
 * The host that printed a name may have another /etc/services than ours, and
 * nothing may be looked up while hostile bytes are read: a table of TCP
 * services as IANA has them, those that turn up in evidence.
 */
#include "readers/services.h"

static const struct {
	const char *name;
	uint16_t port;
} services[] = {
	{ "amqp", 5672 },
	{ "amqps", 5671 },
	{ "auth", 113 },
	{ "bgp", 179 },
	{ "bootpc", 68 },
	{ "bootps", 67 },
	{ "chargen", 19 },
	{ "daytime", 13 },
	{ "discard", 9 },
	{ "domain", 53 },
	{ "echo", 7 },
	{ "epmd", 4369 },
	{ "finger", 79 },
	{ "ftp", 21 },
	{ "ftp-data", 20 },
	{ "ftps", 990 },
	{ "git", 9418 },
	{ "gopher", 70 },
	{ "http", 80 },
	{ "http-alt", 8080 },
	{ "https", 443 },
	{ "imap", 143 },
	{ "imap2", 143 },
	{ "imaps", 993 },
	{ "ipp", 631 },
	{ "iscsi-target", 3260 },
	{ "kerberos", 88 },
	{ "ldap", 389 },
	{ "ldaps", 636 },
	{ "login", 513 },
	{ "microsoft-ds", 445 },
	{ "ms-sql-s", 1433 },
	{ "ms-wbt-server", 3389 },
	{ "mysql", 3306 },
	{ "netbios-ssn", 139 },
	{ "nfs", 2049 },
	{ "nntp", 119 },
	{ "ntp", 123 },
	{ "pop3", 110 },
	{ "pop3s", 995 },
	{ "postgres", 5432 },
	{ "postgresql", 5432 },
	{ "redis", 6379 },
	{ "rsync", 873 },
	{ "rtsp", 554 },
	{ "shell", 514 },
	{ "sip", 5060 },
	{ "smtp", 25 },
	{ "smtps", 465 },
	{ "snmp", 161 },
	{ "socks", 1080 },
	{ "ssh", 22 },
	{ "submission", 587 },
	{ "submissions", 465 },
	{ "sunrpc", 111 },
	{ "svn", 3690 },
	{ "syslog-tls", 6514 },
	{ "telnet", 23 },
	{ "tftp", 69 },
	{ "time", 37 },
	{ "webcache", 8080 },
	{ "whois", 43 },
	{ "x11", 6000 },
	{ "xmpp-client", 5222 },
	{ "zabbix-agent", 10050 },
};

bool
service_port(struct str name, uint16_t *ret_port)
{
	for (size_t i = 0; i < COUNT_OF(services); i++) {
		if (!str_eq(name, str_from(services[i].name)))
			continue;
		*ret_port = services[i].port;
		return true;
	}
	return false;
}
