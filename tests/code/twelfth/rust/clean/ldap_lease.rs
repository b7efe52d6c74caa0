use ldap3::{drive, Ldap, LdapConnAsync, LdapConnSettings, Scope, SearchEntry};
use std::time::Duration;

pub struct Directory {
    url: String,
    bind_dn: String,
    secret: String,
}

impl Directory {
    async fn open(&self) -> ldap3::result::Result<Ldap> {
        let settings = LdapConnSettings::new().set_conn_timeout(Duration::from_secs(5));
        let (conn, ldap) = LdapConnAsync::with_settings(settings, &self.url).await?;
        drive!(conn);
        Ok(ldap)
    }

    /// All mail addresses of a mailing group; called by the nightly export once per run.
    pub async fn members(&self, group: &str) -> ldap3::result::Result<Vec<String>> {
        let mut ldap = self.open().await?;
        let found = self.query(&mut ldap, group).await;
        // unbind in both cases, the driver task ends with it
        if let Err(e) = ldap.unbind().await {
            log::debug!("unbind: {e}");
        }
        found
    }

    async fn query(&self, ldap: &mut Ldap, group: &str) -> ldap3::result::Result<Vec<String>> {
        ldap.with_timeout(Duration::from_secs(10))
            .simple_bind(&self.bind_dn, &self.secret)
            .await?
            .success()?;
        let filter = format!("(&(objectClass=person)(memberOf={}))", ldap3::ldap_escape(group));
        let (rs, _) = ldap
            .with_timeout(Duration::from_secs(30))
            .search("ou=people,dc=brewery,dc=example", Scope::Subtree, &filter, vec!["mail"])
            .await?
            .success()?;
        let mut out = Vec::with_capacity(rs.len());
        for entry in rs {
            let mut e = SearchEntry::construct(entry);
            if let Some(m) = e.attrs.remove("mail").and_then(|v| v.into_iter().next()) {
                out.push(m);
            }
        }
        Ok(out)
    }
}
