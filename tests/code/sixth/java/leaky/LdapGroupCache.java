package com.acme.sso;

import java.util.Collections;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;

public class LdapGroupCache {
    private final Hashtable<String, Object> env = new Hashtable<>();
    private final Map<String, Set<String>> cache =
            Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
                @Override protected boolean removeEldestEntry(Map.Entry<String, Set<String>> e) {
                    return size() > 5000;
                }
            });

    public LdapGroupCache(String url) {
        env.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        env.put(Context.PROVIDER_URL, url);
        env.put("com.sun.jndi.ldap.connect.timeout", "3000");
        env.put("com.sun.jndi.ldap.read.timeout", "5000");
    }

    public Set<String> groupsOf(String uid) {
        Set<String> known = cache.get(uid);
        if (known != null) return known;
        try {
            Set<String> fresh = ask(uid);
            cache.put(uid, fresh);
            return fresh;
        } catch (NamingException e) {
            System.err.println("ldap " + uid + ": " + e.getExplanation());
            return Set.of();
        }
    }

    private Set<String> ask(String uid) throws NamingException {
        InitialDirContext ctx = new InitialDirContext(env);
        SearchControls sc = new SearchControls();
        sc.setSearchScope(SearchControls.SUBTREE_SCOPE);
        sc.setReturningAttributes(new String[] {"cn"});
        NamingEnumeration<SearchResult> found =
                ctx.search("ou=groups,dc=acme", "(memberUid={0})", new Object[] {uid}, sc);
        Set<String> out = new HashSet<>();
        try {
            while (found.hasMore()) {
                out.add((String) found.next().getAttributes().get("cn").get());
            }
        } finally {
            found.close();
            ctx.close();
        }
        return out;
    }
}
