/* nginx, HAProxy, Envoy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_proxy_stats;

static void
nginx(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_proxy_stats,
		 "$ curl -s localhost/nginx_status\n"
		 "Active connections: 291 \n"
		 "server accepts handled requests\n"
		 " 16630948 16630900 31070465 \n"
		 "Reading: 6 Writing: 179 Waiting: 106 \n");
	assert_int_equal(g.sure, 94);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "nginx.active"), "291");
	assert_str(case_setting(&g.cs, "nginx.accepts"), "16630948");
	assert_str(case_setting(&g.cs, "nginx.handled"), "16630900");
	assert_str(case_setting(&g.cs, "nginx.Writing"), "179");
	got_end(&g);
}

static void
haproxy(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_proxy_stats,
		 "# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin\n"
		 "web,FRONTEND,,,0,4,2000,5,445\n"
		 "app,BACKEND,3,2,0,4,200,5,445\n");
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "haproxy.web/FRONTEND.slim"), "2000");
	assert_str(case_setting(&g.cs, "haproxy.app/BACKEND.qcur"), "3");
	got_end(&g);
}

static void
haproxy_info(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_proxy_stats,
		 "Name: HAProxy\n"
		 "Maxconn: 2000\n"
		 "Unstoppable Jobs: 0\n");
	assert_int_equal(g.sure, 65);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "haproxy.Maxconn"), "2000");
	got_end(&g);
}

static void
envoy(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_proxy_stats, "cluster.api.upstream_cx_connect_fail: 12\n");
	assert_int_equal(g.sure, 70);
	assert_int_equal(g.unread, 0);
	assert_str(case_setting(&g.cs, "envoy.cluster.api.upstream_cx_connect_fail"), "12");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nginx),
		cmocka_unit_test(haproxy),
		cmocka_unit_test(haproxy_info),
		cmocka_unit_test(envoy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
