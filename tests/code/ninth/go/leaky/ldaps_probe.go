package probe

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"time"
)

// CertInfo is what the certificate dashboard shows.
type CertInfo struct {
	Subject  string
	NotAfter time.Time
	Issuer   string
	Took     time.Duration
}

type Prober struct {
	Roots   *x509.CertPool
	Timeout time.Duration
}

func info(c *x509.Certificate, took time.Duration) *CertInfo {
	return &CertInfo{
		Subject:  c.Subject.CommonName,
		Issuer:   c.Issuer.CommonName,
		NotAfter: c.NotAfter,
		Took:     took,
	}
}

// Check connects to one directory server (636 or 3269).
func (p *Prober) Check(hostport string) (*CertInfo, error) {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	raw, err := net.DialTimeout("tcp", hostport, p.Timeout)
	if err != nil {
		return nil, err
	}
	raw.SetDeadline(start.Add(p.Timeout))

	tc := tls.Client(raw, &tls.Config{ServerName: host, RootCAs: p.Roots})
	if err := tc.Handshake(); err != nil {
		return nil, err
	}
	defer tc.Close()

	return info(tc.ConnectionState().PeerCertificates[0], time.Since(start)), nil
}

func (p *Prober) All(targets []string, report func(string, *CertInfo, error)) {
	for {
		for _, t := range targets {
			ci, err := p.Check(t)
			report(t, ci, err)
		}
		time.Sleep(5 * time.Minute)
	}
}
