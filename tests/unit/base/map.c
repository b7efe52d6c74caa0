/*
 * map.c - the hash map: many keys, any bytes, order of insertion
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/base.h"

#define KEYS 100000

static struct str
key(uint32_t *storage, uint32_t i)
{
	*storage = i * 2654435761u; /* odd, so different for different i */
	return (struct str){ (const char *)storage, sizeof *storage };
}

static void
many_keys(void **state)
{
	uint32_t storage;
	struct arena a;
	struct map m;

	(void)state;
	arena_init(&a, "test", 0);
	map_init(&m, &a);
	for (uint32_t i = 0; i < KEYS; i++) {
		void **value = map_put(&m, key(&storage, i));

		assert_null(*value);
		*value = (void *)(uintptr_t)(i + 1);
	}
	assert_int_equal(m.n, KEYS);
	for (uint32_t i = 0; i < KEYS; i++) {
		assert_int_equal((uintptr_t)map_get(&m, key(&storage, i)), i + 1);
		assert_int_equal((uintptr_t)*map_put(&m, key(&storage, i)), i + 1);
		assert_true(str_eq(m.entries[i].key, key(&storage, i)));
	}
	assert_int_equal(m.n, KEYS);
	for (uint32_t i = KEYS; i < 2 * KEYS; i++)
		assert_null(map_get(&m, key(&storage, i)));
	arena_fini(&a);
}

static void
keys_are_bytes(void **state)
{
	static const char bytes[40] = "a\0b\0\0";
	struct arena a;
	struct map m;

	(void)state;
	arena_init(&a, "test", 0);
	map_init(&m, &a);
	assert_null(map_get(&m, STR("nothing there yet")));
	/* Every length is a key of its own, also where only zeros are added. */
	for (size_t n = 0; n <= sizeof bytes; n++)
		*map_put(&m, (struct str){ bytes, n }) = (void *)(uintptr_t)(n + 1);
	for (size_t n = 0; n <= sizeof bytes; n++)
		assert_int_equal((uintptr_t)map_get(&m, (struct str){ bytes, n }), n + 1);
	assert_int_equal((uintptr_t)map_get(&m, (struct str){ NULL, 0 }), 1);
	arena_fini(&a);
}

static void
the_key_is_copied(void **state)
{
	char text[] = "eth0";
	struct arena a;
	struct map m;

	(void)state;
	arena_init(&a, "test", 0);
	map_init(&m, &a);
	*map_put(&m, str_from(text)) = text;
	text[3] = '1';
	assert_ptr_equal(map_get(&m, STR("eth0")), text);
	assert_null(map_get(&m, STR("eth1")));
	arena_fini(&a);
}

static void
the_seed_steers_the_hash(void **state)
{
	(void)state;
	assert_true(hash_seed() == hash_seed());
	assert_true(hash_seed() != 0);
	assert_true(hash_bytes("abcdefgh", 8, 1) == hash_bytes("abcdefgh", 8, 1));
	assert_true(hash_bytes("abcdefgh", 8, 1) != hash_bytes("abcdefgh", 8, 2));
	assert_true(hash_bytes("abcdefgh", 8, 1) != hash_bytes("abcdefgi", 8, 1));
	assert_true(hash_bytes("abcdefgh", 8, 1) != hash_bytes("abcdefgh", 7, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_keys),
		cmocka_unit_test(keys_are_bytes),
		cmocka_unit_test(the_key_is_copied),
		cmocka_unit_test(the_seed_steers_the_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
