public class DirectorySearch {
    private final Hashtable<String, String> env = new Hashtable<String, String>();

    public DirectorySearch(String url) {
        env.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        env.put(Context.PROVIDER_URL, url);
        env.put("com.sun.jndi.ldap.connect.timeout", "3000");
        env.put("com.sun.jndi.ldap.read.timeout", "5000");
    }

    public List<String> mails(String uid) throws NamingException {
        List<String> out = new ArrayList<String>();
        DirContext ctx = new InitialDirContext(env);
        NamingEnumeration<SearchResult> found = null;
        try {
            SearchControls sc = new SearchControls();
            sc.setSearchScope(SearchControls.SUBTREE_SCOPE);
            sc.setReturningAttributes(new String[] { "mail" });
            found = ctx.search("ou=people", "(uid={0})", new Object[] { uid }, sc);
            while (found.hasMore()) {
                Attribute a = found.next().getAttributes().get("mail");
                if (a != null)
                    out.add((String) a.get());
            }
            return out;
        } finally {
            try {
                if (found != null)
                    found.close();
            } finally {
                ctx.close();
            }
        }
    }
}
