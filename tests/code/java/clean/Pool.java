class Pool {
    private final ConnectionPool pool;

    Pool(ConnectionPool pool) {
        this.pool = pool;
    }

    String ping() throws Exception {
        PooledConnection c = pool.borrowObject();
        try {
            return c.ping();
        } finally {
            pool.returnObject(c);
        }
    }
}
