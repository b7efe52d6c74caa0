public class DirectoryLookupEnded {
    private final Directory directory;

    public String mailOf(String user) throws DirectoryException {
        DirectoryConnection conn = directory.bind(settings.principal(), settings.secret());
        try {
            Entry entry = conn.lookup("uid=" + user + ",ou=people");
            return entry == null ? null : entry.attribute("mail");
        } finally {
            conn.unbind();
        }
    }

    public Lease lend(String user) throws DirectoryException {
        DirectoryConnection conn = directory.bind(settings.principal(), settings.secret());
        if (!conn.supports("paging")) {
            conn.unbind();
            throw new DirectoryException("no paging");
        }
        return new Lease(conn, user);
    }
}
