package probes

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// CertDays dials a directory server every minute and tells for how many days
// its certificate is still good.
type CertProbe struct {
	Addr       string
	ServerName string
	Timeout    time.Duration
}

func (p CertProbe) CertDays(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()

	var d net.Dialer
	raw, err := d.DialContext(ctx, "tcp", p.Addr)
	if err != nil {
		return 0, err
	}
	tc := tls.Client(raw, &tls.Config{ServerName: p.ServerName, MinVersion: tls.VersionTLS12})
	raw.SetDeadline(time.Now().Add(p.Timeout))
	if err := tc.Handshake(); err != nil {
		return 0, fmt.Errorf("%s: handshake: %w", p.Addr, err)
	}
	defer tc.Close()

	certs := tc.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return 0, fmt.Errorf("%s: no certificate", p.Addr)
	}
	left := time.Until(certs[0].NotAfter)
	for _, c := range certs[1:] {
		if l := time.Until(c.NotAfter); l < left {
			left = l
		}
	}
	return int(left.Hours() / 24), nil
}
