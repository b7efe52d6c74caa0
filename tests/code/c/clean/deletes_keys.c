struct client *
lookup(struct db *db, const char *key, int flags)
{
	struct client *c = list_node_value(db_find(db, key));

	if (key_is_old(db, key)) {
		if (flags & WRITES)
			db_async_delete(db, key);
		return NULL;
	}
	if (c && !client_ok(c))
		client_free(c);
	return c;
}
