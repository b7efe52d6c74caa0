public class DirectoryLookup {
    private final Directory directory;

    public String mailOf(String user) throws DirectoryException {
        DirectoryConnection conn = directory.bind(settings.principal(), settings.secret());
        Entry entry = conn.lookup("uid=" + user + ",ou=people");
        if (entry == null) {
            return null; // expect: close-wait-leak
        }
        String mail = entry.attribute("mail");
        conn.unbind();
        return mail;
    }
}
